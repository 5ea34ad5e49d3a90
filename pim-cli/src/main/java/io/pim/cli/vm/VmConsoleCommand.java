package io.pim.cli.vm;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.host.vm.VmConsole;
import io.pim.host.vm.VmRecord;
import io.pim.worker.VmTools;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim vm console}. */
@Command(
    name = "console",
    header = "Attach to a VM's serial console.",
    description = {"", "Ctrl-] detaches; the VM keeps running. One person at a time.", ""},
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim vm console developer-1",
      "  pim vm console developer-1 --history       its output so far"
    })
final class VmConsoleCommand implements Callable<Integer> {
  private static final int HISTORY_LINES = 1000;

  private final CliContext context;
  @Mixin private VmParameter vm;

  @Option(
      names = "--history",
      description = "Do not attach; only show the output since the last start.")
  private boolean history;

  VmConsoleCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    VmTools tools = context.vms();
    VmRecord record = new VmNames(tools.store()).record(vm.name());
    if (history) {
      VmConsole.history(tools.store().folder(record.name()).console(), HISTORY_LINES)
          .forEach(line -> context.out().println(SafeText.logLine(line)));
      context.out().flush();
      return ExitStatus.DONE;
    }
    return new ConsoleSession(context, tools).attach(record.name());
  }
}
