package io.pim.cli.vm;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.host.vm.VmCondition;
import io.pim.worker.VmTools;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim vm list}. */
@Command(
    name = "list",
    aliases = "ps",
    header = "List VMs that are running or have died.",
    description = {
      "",
      "States: running; paused (also when this host's disk is full); silent (QEMU runs and does"
          + " not answer); dead (QEMU was killed); stopped; incomplete.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim vm list",
      "  pim vm list -a                   include stopped ones",
      "  pim vm list -o json | jq -r '.[].name'"
    })
final class VmListCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(
      names = {"-a", "--all"},
      description = "Include stopped and incomplete ones.")
  private boolean all;

  @Mixin private OutputOption output;

  VmListCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    VmTools tools = context.vms();
    tools.stop().removeEnded();
    List<VmView> vms =
        tools.states().all().stream()
            .map(VmView::of)
            .filter(
                vm ->
                    all
                        || !(vm.is(VmCondition.State.STOPPED)
                            || vm.is(VmCondition.State.INCOMPLETE)))
            .toList();
    if (output.isJson()) {
      JsonOutput.print(context.out(), vms);
    } else if (vms.isEmpty()) {
      context
          .err()
          .println(
              all
                  ? "no VMs; make one: pim vm run IMAGE"
                  : "no VM is running; see all: pim vm list -a");
    } else {
      print(vms);
    }
    return ExitStatus.DONE;
  }

  private void print(List<VmView> vms) {
    Table table = new Table("VM", "STATE", "IMAGE", "ARCH", "CPUS", "MEMORY", "PORTS", "UP");
    for (VmView vm : vms) {
      table.row(
          vm.name(),
          vm.state(),
          vm.image().orElse(""),
          vm.architecture().map(Objects::toString).orElse(""),
          vm.cpus().map(Objects::toString).orElse(""),
          vm.memory().isPresent() ? ForPeople.size(vm.memory().getAsLong()) : "",
          ports(vm),
          vm.startedAt()
              .map(start -> ForPeople.duration(Duration.between(start, context.clock().instant())))
              .orElse(""));
    }
    table.print(context.out());
  }

  static String ports(VmView vm) {
    Stream<String> ssh =
        vm.sshPort().isPresent() ? Stream.of(vm.sshPort().getAsInt() + ":22") : Stream.empty();
    return Stream.concat(ssh, vm.ports().stream().map(VmView.Port::toString))
        .collect(Collectors.joining(" "));
  }
}
