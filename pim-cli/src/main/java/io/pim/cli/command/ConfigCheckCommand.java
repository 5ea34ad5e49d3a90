package io.pim.cli.command;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.model.config.Problem;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim config check}. */
@Command(
    name = "check",
    header = "Tell everything that is wrong with the configuration.",
    description =
        "Reads every file, and makes the plan of every profile as a build would: a missing script,"
            + " a template with an error or an ISO nobody has is told here, each problem on a line:"
            + " FILE:LINE: FIELD: RULE, but is VALUE.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim config check", "  pim config check -o json | jq '.problems[].path'"})
final class ConfigCheckCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private OutputOption output;

  ConfigCheckCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    ConfigCheck.Result result = new ConfigCheck(context.folders()).run();
    int status = result.problems().isEmpty() ? ExitStatus.DONE : ExitStatus.USAGE;
    if (output.isJson()) {
      JsonOutput.print(context.terminal().out(), result);
      return status;
    }
    for (Problem problem : result.problems()) {
      context.terminal().out().println(SafeText.line(problem.toString()));
    }
    String counts =
        ForPeople.count(result.profiles(), "profile")
            + ", "
            + ForPeople.count(result.isos(), "ISO")
            + ", "
            + ForPeople.count(result.targets(), "target");
    context
        .terminal()
        .err()
        .println(
            status == ExitStatus.DONE
                ? "configuration is right: " + counts
                : ForPeople.count(result.problems().size(), "problem") + " in " + counts);
    return status;
  }
}
