package io.pim.cli.build;

import io.pim.cli.client.BuildReport;
import io.pim.cli.client.Builds;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim build show}. */
@Command(
    name = "show",
    aliases = "status",
    header = "Show a build: every step, what went wrong, and what to do.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim build show developer-x86_64-20261122-101500",
      "  pim build show developer -o json | jq .failure"
    })
final class BuildShowCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private BuildParameter build;
  @Mixin private OutputOption output;

  BuildShowCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    return ServiceCall.on(context.temporal().open(), this::show);
  }

  private int show(Session session) {
    Builds builds = new Builds(session.client());
    BuildReport report = builds.report(builds.find(build.id()).ref());
    if (output.isJson()) {
      JsonOutput.print(context.terminal().out(), report);
    } else {
      new BuildReportView(context.terminal(), context.folders(), context.clock()).print(report);
    }
    return ExitStatus.DONE;
  }
}
