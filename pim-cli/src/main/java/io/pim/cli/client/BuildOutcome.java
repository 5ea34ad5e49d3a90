package io.pim.cli.client;

import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import java.util.Optional;

/**
 * How a build ended, or why it is held.
 *
 * @param hasInstalledSystem whether {@code pim build shell} has a system to boot
 */
public record BuildOutcome(
    BuildState state,
    Optional<BuildResult> result,
    Optional<FailureReport> failure,
    boolean hasInstalledSystem)
    implements Outcome {

  /** The outcome of a build that is held. */
  public static BuildOutcome held(BuildStatus status) {
    return new BuildOutcome(
        BuildState.HELD, Optional.empty(), status.failure(), status.hasInstalledSystem());
  }

  /** The outcome of a build that has ended. */
  static BuildOutcome ended(
      BuildState state, Optional<BuildResult> result, Optional<FailureReport> failure) {
    return new BuildOutcome(state, result, failure, false);
  }
}
