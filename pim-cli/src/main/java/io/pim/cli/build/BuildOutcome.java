package io.pim.cli.build;

import io.pim.cli.output.ExitStatus;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import java.util.Optional;

/** How a build ended, or what it is held for. */
public record BuildOutcome(
    BuildState state, Optional<BuildResult> result, Optional<FailureReport> failure) {

  /** The exit status that tells scripts the same. */
  public int exitStatus() {
    return switch (state) {
      case DONE -> ExitStatus.DONE;
      case HELD -> ExitStatus.HELD;
      case CANCELED -> ExitStatus.INTERRUPTED;
      default -> ExitStatus.FAILED;
    };
  }
}
