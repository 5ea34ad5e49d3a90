package io.pim.cli.client;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.StepStatus;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is known of a build; the JSON of {@code pim build show -o json}, with the fields
 * of a {@link BuildRow} beside these.
 *
 * @param answered whether a worker answered for it; without one there are no steps
 * @param failure what it is held or has failed for
 * @param pending what is under way or waits for a worker
 */
public record BuildReport(
    @JsonUnwrapped BuildRow build,
    boolean answered,
    List<StepStatus> steps,
    Optional<FailureReport> failure,
    Optional<BuildResult> result,
    List<PendingStep> pending) {
  public BuildReport {
    steps = List.copyOf(steps);
    pending = List.copyOf(pending);
  }
}
