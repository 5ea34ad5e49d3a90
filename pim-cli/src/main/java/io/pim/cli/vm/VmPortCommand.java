package io.pim.cli.vm;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.Port;
import io.pim.host.vm.VmRecord;
import io.pim.tools.qemu.PortForward;
import io.pim.worker.VmTools;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim vm port}. */
@Command(
    name = "port",
    header = "List, add or remove a VM's forwarded ports.",
    description = {"", "Changes apply at once if it is running, and to later starts.", ""},
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim vm port developer-1",
      "  pim vm port developer-1 --add 8080:80",
      "  pim vm port developer-1 --remove 8080"
    })
final class VmPortCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private VmParameter vm;

  @Option(
      names = "--add",
      paramLabel = "HOST:GUEST",
      description = "Forward a port of 127.0.0.1 to a port of the guest.")
  private List<PortForward> added = List.of();

  @Option(
      names = "--remove",
      paramLabel = "HOST",
      description = "Stop forwarding a port of 127.0.0.1.")
  private List<Port> removed = List.of();

  @Mixin private OutputOption output;

  VmPortCommand(CliContext context) {
    this.context = context;
  }

  /** One line of the list, and its JSON. */
  record Row(String address, int port, int guestPort) {}

  @Override
  public Integer call() throws Exception {
    VmTools tools = context.vms();
    VmRecord record = new VmNames(tools.store()).record(vm.name());
    for (Port port : removed) {
      tools.ports().remove(record.name(), port.number());
    }
    for (PortForward forward : added) {
      tools.ports().add(record.name(), forward);
    }
    List<Row> rows = rows(VmView.of(tools.states().of(record.name())));
    if (output.isJson()) {
      JsonOutput.print(context.out(), rows);
    } else {
      Table table = new Table("HOST", "GUEST");
      rows.forEach(row -> table.row(row.address() + ":" + row.port(), row.guestPort()));
      table.print(context.out());
    }
    return ExitStatus.DONE;
  }

  private static List<Row> rows(VmView view) {
    List<Row> rows = new ArrayList<>();
    view.sshPort().ifPresent(port -> rows.add(new Row("127.0.0.1", port, 22)));
    view.ports().forEach(port -> rows.add(new Row("127.0.0.1", port.host(), port.guest())));
    return rows;
  }
}
