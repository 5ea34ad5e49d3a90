package io.pim.cli.watch;

import io.pim.cli.client.DeployRuns;
import io.pim.cli.client.DeploymentOutcome;
import io.pim.cli.client.DeploymentRef;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployResult;
import java.util.Optional;

/**
 * Watches deployments up to their ends, for commands that show them in their own result.
 *
 * @param terminal where people see them
 */
public record DeploymentWatch(CliContext context, Session session, Terminal terminal) {
  /**
   * A deployment in the JSON of {@code pim deploy run -o json} and {@code pim build run -o json}.
   *
   * @param failure why it failed or is held
   */
  public record Shown(
      String id,
      BuildState state,
      Optional<FailureReport> failure,
      Optional<DeployResult> result) {}

  /** How it ended for the person who watched. */
  public record Ended(Shown shown, int exitStatus) {}

  /** Watches one up to its end. */
  public Ended watch(DeploymentRef deployment) throws InterruptedException {
    WatchEnd<DeploymentOutcome> end =
        new WatchSession(terminal, context.interrupts(), context.clock())
            .watch(session, new WatchedDeployment(deployment));
    Shown shown =
        end.outcome()
            .map(how -> new Shown(deployment.id(), how.state(), how.failure(), how.result()))
            .orElseGet(() -> now(deployment));
    return new Ended(shown, end.exitStatus());
  }

  /** Its present state, without waiting. */
  public Shown now(DeploymentRef deployment) {
    BuildState state = new DeployRuns(session.client()).row(deployment).state();
    return new Shown(deployment.id(), state, Optional.empty(), Optional.empty());
  }
}
