package io.pim.cli.build.watch;

import io.pim.cli.client.BuildOutcome;
import io.pim.cli.output.ExitStatus;
import java.util.Optional;

/**
 * How watching ended.
 *
 * @param outcome how the build ended or what it is held for; empty where the person left
 */
public record WatchEnd(Optional<BuildOutcome> outcome) {
  public int exitStatus() {
    return outcome.map(BuildOutcome::exitStatus).orElse(ExitStatus.INTERRUPTED);
  }
}
