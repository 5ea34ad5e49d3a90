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
import io.pim.workflows.message.BuildState;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim deploy cancel}. */
@Command(
    name = "cancel",
    header = "Cancel a deployment, and wait until it has removed what it made.",
    description = "Users of the target keep the image that they had before.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim deploy cancel developer-x86_64-to-proxmox-sg-20261122-101500"})
final class DeployCancelCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private DeploymentParameter deployment;

  DeployCancelCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    // If the service is down, a deployment can only receive this once its worker is back.
    return ServiceCall.on(context.temporal().startIfNeeded(), this::cancel);
  }

  private int cancel(Session session) throws InterruptedException {
    PrintWriter out = context.out();
    DeployRuns runs = new DeployRuns(session.client());
    DeploymentRow row = runs.find(deployment.id());
    if (row.state().isEnded()) {
      out.println("deployment " + row.id() + " has ended already: " + word(row.state()));
      return ExitStatus.DONE;
    }
    runs.cancel(row.ref());
    out.println("cancelling deployment " + row.id() + "; waiting until it has cleaned up");
    out.flush();
    WatchedDeployment watched = new WatchedDeployment(row.ref());
    Optional<DeploymentOutcome> end =
        new Ending(session, context.terminal(), context.interrupts(), context.clock())
            .await(watched);
    if (end.isEmpty()) {
      out.println("it is still being cancelled; " + watched.command("show"));
      return ExitStatus.INTERRUPTED;
    }
    if (end.get().state() == BuildState.CANCELED) {
      watched.printResult(end.get(), context.terminal());
    } else {
      out.println("deployment " + row.id() + " ended before: " + word(end.get().state()));
    }
    return ExitStatus.DONE;
  }

  private static String word(BuildState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
