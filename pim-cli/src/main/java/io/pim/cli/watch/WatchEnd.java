package io.pim.cli.watch;

import io.pim.cli.client.Outcome;
import io.pim.cli.output.ExitStatus;
import java.util.Optional;

/**
 * The result of watching.
 *
 * @param outcome how the work ended or why it is held; empty when the person left
 * @param lastSeen the last answer of a worker
 */
public record WatchEnd<O extends Outcome>(Optional<O> outcome, Optional<Seen<O>> lastSeen) {
  static <O extends Outcome> WatchEnd<O> left() {
    return new WatchEnd<>(Optional.empty(), Optional.empty());
  }

  public int exitStatus() {
    return outcome.map(Outcome::exitStatus).orElse(ExitStatus.INTERRUPTED);
  }
}
