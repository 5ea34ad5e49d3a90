package io.pim.cli.deploy;

import io.pim.cli.client.DeployRuns;
import io.pim.cli.client.DeploymentOutcome;
import io.pim.cli.client.DeploymentStart;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.watch.WatchEnd;
import io.pim.cli.watch.WatchSession;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.DeployResult;
import java.util.Optional;

/**
 * Starts deployments, rollbacks and removals, and shows each up to its end.
 *
 * @param json whether the result is JSON, so that what is shown before goes to standard error
 * @param detach whether to leave once it is started
 */
record DeploymentRun(CliContext context, Session session, boolean json, boolean detach) {
  /**
   * The JSON of {@code pim deploy run -o json}, one for each target.
   *
   * @param failure why it failed or is held
   */
  record Shown(
      String id,
      BuildState state,
      Optional<FailureReport> failure,
      Optional<DeployResult> result) {}

  /** How it ended for the person who watched. */
  record Ended(Shown shown, int exitStatus) {}

  /** Starts it, or joins one of the same plan, and watches. */
  Ended run(DeployRequest request) throws InterruptedException {
    Terminal terminal = json ? context.terminal().besideResult() : context.terminal();
    DeployRuns runs = new DeployRuns(session.client());
    DeploymentStart start = runs.start(request);
    start.running().ifPresent(running -> requireSame(start, running, request.plan()));
    String id = start.deployment().id();
    terminal
        .out()
        .println(
            start.isNew() ? "deployment " + id : "deployment " + id + " runs already; joining it");
    if (detach) {
      terminal.out().println("it continues in the background; to see it: pim deploy watch " + id);
      terminal.out().flush();
      BuildState state = runs.row(start.deployment()).state();
      return new Ended(new Shown(id, state, Optional.empty(), Optional.empty()), ExitStatus.DONE);
    }
    WatchEnd<DeploymentOutcome> end =
        new WatchSession(terminal, context.interrupts(), context.clock())
            .watch(session, new WatchedDeployment(start.deployment()));
    Shown shown =
        end.outcome()
            .map(how -> new Shown(id, how.state(), how.failure(), how.result()))
            .orElseGet(
                () ->
                    new Shown(
                        id,
                        runs.row(start.deployment()).state(),
                        Optional.empty(),
                        Optional.empty()));
    return new Ended(shown, end.exitStatus());
  }

  private static void requireSame(DeploymentStart start, DeployPlan running, DeployPlan wanted) {
    // Not by equals: numbers in the settings come back from JSON with other types.
    if (running.digest().equals(wanted.digest())) {
      return;
    }
    String id = start.deployment().id();
    throw Complaint.of(
            ExitStatus.FAILED,
            "Deployment " + id + " has not ended, and is another one; nothing was started.")
        .because(
            "It is to "
                + running.act().title()
                + " image "
                + running.image().name()
                + (running.image().equals(wanted.image()) && running.act() == wanted.act()
                    ? " with other settings."
                    : "."))
        .advise("pim deploy watch " + id + " shows it; pim deploy cancel " + id + " ends it.")
        .failure();
  }
}
