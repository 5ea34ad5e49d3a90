package io.pim.cli.watch;

import io.pim.cli.client.Outcome;
import io.pim.cli.client.PendingStep;
import io.pim.cli.client.WorkRow;
import io.pim.workflows.message.BuildState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of a build or a deployment at one moment.
 *
 * @param ended whether the service says that it has ended
 * @param step the current step; may be empty
 * @param host the host id; empty while none is claimed
 * @param steps empty when no worker answers
 * @param pending the activities that run or wait for a worker
 * @param held why it is held, if it is
 */
public record Seen<O extends Outcome>(
    BuildState state,
    boolean ended,
    String step,
    String host,
    Instant startedAt,
    Optional<Instant> endedAt,
    Optional<List<WatchedStep>> steps,
    List<PendingStep> pending,
    Optional<O> held) {
  public Seen {
    pending = List.copyOf(pending);
  }

  /** The service's own report, if no worker answers. */
  public static <O extends Outcome> Seen<O> unanswered(WorkRow row, List<PendingStep> pending) {
    return new Seen<>(
        row.state(),
        row.state().isEnded(),
        row.step(),
        row.host(),
        row.startedAt(),
        row.endedAt(),
        Optional.empty(),
        pending,
        Optional.empty());
  }

  boolean isAnswered() {
    return steps.isPresent();
  }

  /** The last answer of a worker, updated by the service's own report. */
  Seen<O> on(Seen<O> answered) {
    return new Seen<>(
        answered.state,
        ended,
        answered.step,
        answered.host,
        answered.startedAt,
        endedAt,
        answered.steps,
        pending,
        answered.held);
  }
}
