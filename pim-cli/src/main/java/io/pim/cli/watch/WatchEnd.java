package io.pim.cli.watch;

import io.pim.cli.client.Outcome;
import io.pim.cli.output.ExitStatus;
import java.util.Optional;

/**
 * The result of watching.
 *
 * @param outcome how the work ended or why it is held; empty when the person left
 */
public record WatchEnd<O extends Outcome>(Optional<O> outcome) {
  public int exitStatus() {
    return outcome.map(Outcome::exitStatus).orElse(ExitStatus.INTERRUPTED);
  }
}
