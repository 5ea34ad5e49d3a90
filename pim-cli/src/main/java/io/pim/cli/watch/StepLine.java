package io.pim.cli.watch;

import io.pim.cli.client.PendingStep;
import io.pim.workflows.activity.StepProgress;
import io.pim.workflows.message.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The displayed state of a step.
 *
 * @param elapsed the time since its start, or its total time
 * @param fraction the part of the step that is done; negative when not known
 * @param text its note or its progress
 */
record StepLine(
    String name, StepState state, Optional<Duration> elapsed, double fraction, String text) {

  static StepLine of(WatchedStep step, Seen<?> seen, Instant now) {
    Optional<Duration> elapsed =
        step.startedAt().map(start -> Duration.between(start, step.endedAt().orElse(now)));
    Optional<StepProgress> progress =
        step.state() == StepState.RUNNING ? progress(step, seen) : Optional.empty();
    return new StepLine(
        step.name(),
        step.state(),
        elapsed,
        progress.map(StepProgress::fraction).orElse(-1.0),
        step.state() == StepState.RUNNING ? goingOn(step, seen, progress) : step.note());
  }

  private static Optional<StepProgress> progress(WatchedStep step, Seen<?> seen) {
    return seen.pending().stream()
        .flatMap(pending -> pending.progress().stream())
        .filter(progress -> progress.step().equals(step.name()))
        .findFirst();
  }

  private static String goingOn(WatchedStep step, Seen<?> seen, Optional<StepProgress> progress) {
    for (PendingStep pending : pending(step, seen)) {
      if (!pending.waitsFor().isEmpty()) {
        return pending.waitsFor();
      }
      if (pending.attempt() > 1 && !pending.lastFailure().isEmpty()) {
        String latest = progress.map(p -> "; " + p.line()).orElse("");
        return "attempt " + pending.attempt() + " after: " + pending.lastFailure() + latest;
      }
    }
    return progress.map(StepProgress::line).orElse("");
  }

  /** The pending activities without those of other steps that run at the same time. */
  private static List<PendingStep> pending(WatchedStep step, Seen<?> seen) {
    List<String> others =
        seen.steps().orElse(List.of()).stream()
            .filter(
                other ->
                    other.state() == StepState.RUNNING && !other.activity().equals(step.activity()))
            .map(WatchedStep::activity)
            .toList();
    return seen.pending().stream()
        .filter(pending -> others.stream().noneMatch(pending.activity()::equalsIgnoreCase))
        .toList();
  }
}
