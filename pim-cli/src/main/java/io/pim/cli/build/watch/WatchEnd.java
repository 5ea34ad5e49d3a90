package io.pim.cli.build.watch;

import io.pim.cli.client.BuildOutcome;
import io.pim.cli.output.ExitStatus;
import java.util.Optional;

/**
 * The result of watching.
 *
 * @param outcome how the build ended or why it is held; empty when the person left
 */
public record WatchEnd(Optional<BuildOutcome> outcome) {
  public int exitStatus() {
    return outcome.map(BuildOutcome::exitStatus).orElse(ExitStatus.INTERRUPTED);
  }
}
