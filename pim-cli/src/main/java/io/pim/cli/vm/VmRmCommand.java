package io.pim.cli.vm;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.model.files.VmName;
import io.pim.worker.VmTools;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim vm rm}. */
@Command(
    name = "rm",
    aliases = "remove",
    header = "Remove VMs with their disks. Images stay.",
    description = {"", "If one of them is running, none is removed.", ""},
    footerHeading = "%nExamples:%n",
    footer = {"  pim vm rm developer-1", "  pim vm rm --force developer-1 developer-2"})
final class VmRmCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      arity = "1..*",
      paramLabel = "NAME",
      description = "The VMs' names, as shown by pim vm list -a.")
  private List<VmName> names;

  @Option(
      names = {"-f", "--force"},
      description = "Also remove running VMs; they are switched off first.")
  private boolean force;

  VmRmCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    VmTools tools = context.vms();
    for (VmName name : names) {
      new VmNames(tools.store()).known(name);
      if (!force) {
        tools.stop().requireEnded(name);
      }
    }
    for (VmName name : names) {
      tools.stop().remove(name, force);
      context.out().println("VM " + name + " removed");
    }
    return ExitStatus.DONE;
  }
}
