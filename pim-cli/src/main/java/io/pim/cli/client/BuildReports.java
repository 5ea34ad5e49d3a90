package io.pim.cli.client;

import io.pim.workflows.message.BuildStatus;
import io.temporal.client.WorkflowClient;
import java.util.List;
import java.util.Optional;

/** Combines what the service, the workflow and the history know of a build. */
public final class BuildReports {
  private final BuildObserver observer;
  private final BuildOutcomes outcomes;

  public BuildReports(WorkflowClient client) {
    this.observer = new BuildObserver(client);
    this.outcomes = new BuildOutcomes(client);
  }

  public BuildReport of(BuildRef build) {
    Observation seen = observer.observe(build);
    Optional<BuildStatus> status = seen.status();
    // The history has the outcome even when no worker answers any more.
    Optional<BuildOutcome> outcome =
        seen.row().state().isEnded() ? Optional.of(outcomes.of(build)) : Optional.empty();
    return new BuildReport(
        seen.row(),
        status.isPresent(),
        status.map(BuildStatus::steps).orElse(List.of()),
        outcome.flatMap(BuildOutcome::failure).or(() -> status.flatMap(BuildStatus::failure)),
        outcome.flatMap(BuildOutcome::result).or(() -> status.flatMap(BuildStatus::result)),
        seen.pending());
  }
}
