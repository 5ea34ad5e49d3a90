package io.pim.cli.vm;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.Facts;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.host.vm.GuestAnswers;
import io.pim.tools.qmp.GuestOs;
import io.pim.worker.VmTools;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim vm os}. */
@Command(
    name = "os",
    header = "Show a VM's system, as reported by its guest agent.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim vm os developer-1", "  pim vm os developer-1 -o json | jq -r .versionId"})
final class VmOsCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private VmParameter vm;
  @Mixin private OutputOption output;

  VmOsCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    VmTools tools = context.vms();
    GuestOs os =
        GuestAnswers.os(
            tools.states().require(new VmNames(tools.store()).record(vm.name()).name()));
    if (output.isJson()) {
      JsonOutput.print(context.out(), os);
    } else {
      new Facts()
          .add("system", os.prettyName())
          .add("id", os.id())
          .add("version", os.versionId())
          .add("kernel", os.kernelRelease())
          .print(context.terminal());
    }
    return ExitStatus.DONE;
  }
}
