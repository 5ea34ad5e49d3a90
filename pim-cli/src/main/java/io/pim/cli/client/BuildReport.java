package io.pim.cli.client;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.HostMove;
import io.pim.workflows.message.StepStatus;
import java.util.List;
import java.util.Optional;

/**
 * Everything known about a build; the JSON of {@code pim build show -o json}, which also has the
 * fields of {@link BuildRow}.
 *
 * @param answered whether a worker answered for it; without one there are no steps
 * @param moves the hosts that the build has lost; empty when no worker answers
 * @param failure why it is held or has failed
 * @param pending the activities that run or wait for a worker
 */
public record BuildReport(
    @JsonUnwrapped BuildRow build,
    boolean answered,
    List<StepStatus> steps,
    List<HostMove> moves,
    Optional<FailureReport> failure,
    Optional<BuildResult> result,
    List<PendingStep> pending) {
  public BuildReport {
    steps = List.copyOf(steps);
    moves = List.copyOf(moves);
    pending = List.copyOf(pending);
  }
}
