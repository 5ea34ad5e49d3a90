package io.pim.cli.deploy;

import io.pim.cli.client.DeployRuns;
import io.pim.cli.client.DeploymentOutcome;
import io.pim.cli.client.DeploymentRow;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.watch.Ending;
import io.pim.cli.watch.WatchedDeployment;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim deploy abort}. */
@Command(
    name = "abort",
    header = "End a held deployment as failed.",
    description = "Removes what the deployment has made on the target, and lists it.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim deploy abort developer-x86_64-to-proxmox-sg-20261122-101500"})
final class DeployAbortCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private DeploymentParameter deployment;

  DeployAbortCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    // If the service is down, a deployment can only receive this once its worker is back.
    return ServiceCall.on(context.temporal().startIfNeeded(), this::abort);
  }

  private int abort(Session session) throws InterruptedException {
    DeployRuns runs = new DeployRuns(session.client());
    DeploymentRow row = HeldDeployment.require(runs.find(deployment.id()), "aborted");
    runs.abort(row.ref());
    Optional<DeploymentOutcome> end =
        new Ending(session, context.terminal(), context.interrupts(), context.clock())
            .await(new WatchedDeployment(row.ref()));
    context
        .out()
        .println("deployment " + row.id() + (end.isPresent() ? " has ended" : " is being ended"));
    end.ifPresent(how -> WatchedDeployment.printRest(how, context.terminal()));
    return end.isPresent() ? ExitStatus.DONE : ExitStatus.INTERRUPTED;
  }
}
