package io.pim.cli.vm;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.host.vm.VmRecord;
import io.pim.model.files.VmName;
import io.pim.tools.qemu.ShutdownWay;
import io.pim.worker.VmTools;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim vm stop}. */
@Command(
    name = "stop",
    header = "Shut VMs down.",
    description = {
      "",
      "Asks the guest agent, or else presses the power button. A guest that has not shut down "
          + "within the limit is switched off.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim vm stop developer-1",
      "  pim vm stop developer-1 --timeout 30s",
      "  pim vm stop developer-1 --force             like pulling the plug"
    })
final class VmStopCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      arity = "1..*",
      paramLabel = "NAME",
      description = "The VMs' names, as shown by pim vm list.")
  private List<VmName> names;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "The time limit for the guest, such as 90s. Default: 2m, emulated 6m.")
  private Duration timeout;

  @Option(
      names = {"-f", "--force"},
      description = "Switch off at once.")
  private boolean force;

  VmStopCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    VmTools tools = context.vms();
    for (VmName name : names) {
      new VmNames(tools.store()).known(name);
    }
    for (VmName name : names) {
      boolean removed = tools.store().find(name).filter(VmRecord::removeWhenStopped).isPresent();
      ShutdownWay way =
          force ? tools.stop().force(name) : tools.stop().stop(name, Optional.ofNullable(timeout));
      context.out().println("VM " + name + " " + describe(way) + (removed ? "; removed" : ""));
    }
    return ExitStatus.DONE;
  }

  private String describe(ShutdownWay way) {
    return switch (way) {
      case ENDED_ALREADY -> "does not run";
      case GUEST_AGENT, POWER_BUTTON -> "has shut down";
      case QUIT, KILL -> force ? "was switched off" : "did not shut down in time: switched off";
    };
  }
}
