package io.pim.cli.vm;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.host.vm.VmRecord;
import io.pim.worker.VmTools;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim vm create}. */
@Command(
    name = "create",
    header = "Make a VM from an image without starting it.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim vm create developer --name web -p 8080:80", "  pim vm start web"})
final class VmCreateCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private VmOptions options;

  VmCreateCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    VmTools tools = context.vms();
    VmRecord record = tools.create().create(options.wish(context, tools, false));
    context.out().println("VM " + record.name() + " made; start it: pim vm start " + record.name());
    return ExitStatus.DONE;
  }
}
