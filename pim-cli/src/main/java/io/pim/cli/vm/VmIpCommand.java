package io.pim.cli.vm;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.host.vm.GuestAnswers;
import io.pim.host.vm.VmRecord;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qmp.GuestInterface;
import io.pim.worker.VmTools;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim vm ip}. */
@Command(
    name = "ip",
    header = "Show a VM's addresses, as reported by its guest agent.",
    description = {
      "",
      "With --net user only the guest itself can use them; this host reaches it through the "
          + "forwarded ports, which are shown as well.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim vm ip developer-1",
      "  pim vm ip developer-1 -o json | jq -r '.interfaces[0].addresses[0]'"
    })
public final class VmIpCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private VmParameter vm;
  @Mixin private OutputOption output;

  VmIpCommand(CliContext context) {
    this.context = context;
  }

  /**
   * The JSON of {@code pim vm ip -o json}.
   *
   * @param sshPort the forwarded port of 127.0.0.1, with --net user
   */
  public record Shown(OptionalInt sshPort, List<GuestInterface> interfaces) {}

  @Override
  public Integer call() throws Exception {
    VmTools tools = context.vms();
    VmRecord record = new VmNames(tools.store()).record(vm.name());
    VirtualMachine machine = tools.states().require(record.name());
    List<GuestInterface> interfaces = GuestAnswers.interfaces(machine);
    if (output.isJson()) {
      JsonOutput.print(context.out(), new Shown(machine.sshPort(), interfaces));
      return ExitStatus.DONE;
    }
    Table table = new Table("INTERFACE", "MAC", "ADDRESSES");
    interfaces.forEach(
        one -> table.row(one.name(), one.hardwareAddress(), String.join(" ", one.addresses())));
    table.print(context.out());
    machine
        .sshPort()
        .ifPresent(port -> context.out().println("from this host: 127.0.0.1:" + port + " (SSH)"));
    return ExitStatus.DONE;
  }
}
