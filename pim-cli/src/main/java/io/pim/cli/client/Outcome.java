package io.pim.cli.client;

import io.pim.cli.output.ExitStatus;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.BuildState;
import java.util.Optional;

/** How a build or a deployment ended, or why it is held. */
public interface Outcome {
  BuildState state();

  /** Why it failed or is held. */
  Optional<FailureReport> failure();

  /** The exit status with the same meaning, for scripts. */
  default int exitStatus() {
    return switch (state()) {
      case DONE -> ExitStatus.DONE;
      case HELD -> ExitStatus.HELD;
      case CANCELED -> ExitStatus.INTERRUPTED;
      default -> ExitStatus.FAILED;
    };
  }
}
