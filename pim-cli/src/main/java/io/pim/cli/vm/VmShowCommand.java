package io.pim.cli.vm;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.Facts;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.host.vm.VmCondition;
import io.pim.host.vm.VmRecord;
import io.pim.model.files.VmFolder;
import io.pim.worker.VmTools;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim vm show}. */
@Command(
    name = "show",
    aliases = "status",
    header = "Show a VM: its state, its machine, how to reach it.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim vm show developer-1", "  pim vm show developer-1 -o json | jq .vm.sshPort"})
final class VmShowCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private VmParameter vm;
  @Mixin private OutputOption output;

  VmShowCommand(CliContext context) {
    this.context = context;
  }

  /**
   * The JSON of {@code pim vm show -o json}.
   *
   * @param diskUsed the space that the VM's own disk takes on this host, in bytes
   */
  public record Shown(VmView vm, long diskUsed, String folder, String sshKey, String console) {}

  @Override
  public Integer call() throws Exception {
    VmTools tools = context.vms();
    VmRecord record = new VmNames(tools.store()).record(vm.name());
    VmFolder folder = tools.store().folder(record.name());
    Shown shown =
        new Shown(
            VmView.of(tools.states().of(record.name())),
            tools.qemuImg().info(folder.disk()).usedBytes(),
            folder.root().toString(),
            folder.sshKey().toString(),
            folder.console().toString());
    if (output.isJson()) {
      JsonOutput.print(context.out(), shown);
    } else {
      facts(shown, record).print(context.terminal());
    }
    return ExitStatus.DONE;
  }

  private Facts facts(Shown shown, VmRecord record) {
    VmView view = shown.vm();
    Facts facts =
        new Facts()
            .add("VM", view.name())
            .add("state", view.state() + view.qemuStatus().map(VmShowCommand::status).orElse(""));
    view.startedAt()
        .ifPresent(
            start ->
                facts.add(
                    "up",
                    ForPeople.duration(Duration.between(start, context.clock().instant()))
                        + ", since "
                        + ForPeople.time(start)));
    return facts
        .add("accelerator", view.accelerator().orElse("").toUpperCase(Locale.ROOT))
        .add("image", record.base().name())
        .add("image file", record.base().path())
        .add("machine", record.architecture() + ", " + record.firmware())
        .add("processors", record.cpus())
        .add("memory", record.memory())
        .add(
            "disk", ForPeople.size(record.disk().bytes()) + ", " + used(shown.diskUsed()) + " used")
        .add("network", record.network())
        .add("ports", VmListCommand.ports(view))
        .add("user", record.user())
        .add("made", ForPeople.time(record.created()))
        .add("when stopped", record.removeWhenStopped() ? "it is removed" : "")
        .add("folder", shown.folder())
        .add(
            "do",
            view.is(VmCondition.State.DEAD) ? "start it again: pim vm start " + view.name() : "");
  }

  private static String used(long bytes) {
    return ForPeople.size(bytes);
  }

  /** The status; for a paused machine with QEMU's own word for the reason. */
  private static String status(String qemu) {
    return switch (qemu) {
      case "running" -> "";
      case "io-error" ->
          " (io-error: this host's disk may be full; make room, then stop and start it)";
      default -> " (" + qemu + ")";
    };
  }
}
