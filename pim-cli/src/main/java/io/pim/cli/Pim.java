package io.pim.cli;

import io.pim.cli.command.CliContext;
import io.pim.cli.command.DownCommand;
import io.pim.cli.command.StatusCommand;
import io.pim.cli.command.UiCommand;
import io.pim.cli.command.UpCommand;
import io.pim.cli.service.DistributionInfo;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line's entry. */
@Command(
    name = "pim",
    description = "Turn installer ISOs into cloud-init-ready virtual machine images.",
    mixinStandardHelpOptions = true,
    versionProvider = Pim.Version.class)
public final class Pim {
  private static final int FAILED = 1;

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(run(CliContext.current(), arguments));
  }

  static int run(CliContext context, String... arguments) {
    return new CommandLine(new Pim())
        .addSubcommand(new UpCommand(context))
        .addSubcommand(new DownCommand(context))
        .addSubcommand(new StatusCommand(context))
        .addSubcommand(new UiCommand(context))
        .setExecutionExceptionHandler((e, line, result) -> explain(context, e))
        .execute(arguments);
  }

  private static int explain(CliContext context, Exception failure) throws Exception {
    if (!(failure instanceof BuildFailure told)) {
      throw failure;
    }
    FailureReport report = told.report();
    context.err().println("pim: " + report.what());
    line(context, "where", report.where());
    line(context, "why", report.why());
    report.lastLines().forEach(text -> line(context, "", "| " + text));
    line(context, "do", report.todo());
    return FAILED;
  }

  private static void line(CliContext context, String name, String text) {
    if (!text.isEmpty()) {
      context.err().printf("  %-6s %s%n", name, text);
    }
  }

  /** Version and build, as in bug reports. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      DistributionInfo pim = DistributionInfo.current();
      String build = pim.buildId().isEmpty() ? "" : " (build " + pim.shortBuildId() + ")";
      return new String[] {"pim " + pim.version() + build};
    }
  }
}
