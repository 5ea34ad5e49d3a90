package io.pim.cli.deploy;

import io.pim.cli.client.DeployRuns;
import io.pim.cli.client.DeploymentReport;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim deploy show}. */
@Command(
    name = "show",
    aliases = "status",
    header = "Show a deployment: every step, what went wrong, and what to do.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim deploy show developer-x86_64-to-proxmox-sg-20261122-101500",
      "  pim deploy show proxmox-sg -o json | jq .failure"
    })
final class DeployShowCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private DeploymentParameter deployment;
  @Mixin private OutputOption output;

  DeployShowCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    return ServiceCall.on(context.temporal().open(), this::show);
  }

  private int show(Session session) {
    DeployRuns runs = new DeployRuns(session.client());
    DeploymentReport report = runs.report(runs.find(deployment.id()).ref());
    if (output.isJson()) {
      JsonOutput.print(context.out(), report);
    } else {
      new DeploymentReportView(context.terminal(), context.folders(), context.clock())
          .print(report);
    }
    return ExitStatus.DONE;
  }
}
