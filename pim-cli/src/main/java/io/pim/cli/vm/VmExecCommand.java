package io.pim.cli.vm;

import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.host.vm.GuestAnswers;
import io.pim.tools.qmp.GuestExec;
import io.pim.worker.VmTools;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim vm exec}. */
@Command(
    name = "exec",
    header = "Run a command in a VM by its guest agent, as root.",
    description = {
      "",
      "Needs neither network nor login. The output appears when the command has ended, as "
          + "printable text of at most about 700 KiB; for more output, for input or for a terminal "
          + "use pim vm ssh.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {" :the command's own; 1 also if it could not be run"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim vm exec developer-1 -- systemctl is-system-running",
      "  pim vm exec developer-1 -- sh -c 'df -h | tail -n +2'",
      "  pim vm exec developer-1 -o json -- id | jq -r .output"
    })
final class VmExecCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private VmParameter vm;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The program and its arguments, after --.")
  private List<String> command;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "The time limit. Default: ${DEFAULT-VALUE}.")
  private Duration timeout;

  @Mixin private OutputOption output;

  VmExecCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    VmTools tools = context.vms();
    GuestExec ended =
        GuestAnswers.exec(
            tools.states().require(new VmNames(tools.store()).record(vm.name()).name()),
            command,
            timeout);
    if (output.isJson()) {
      JsonOutput.print(context.out(), ended);
    } else {
      print(ended.output(), context.out());
      print(ended.errors(), context.err());
    }
    return ended.exitCode();
  }

  private static void print(String text, PrintWriter to) {
    text.lines().map(SafeText::logLine).forEach(to::println);
    to.flush();
  }
}
