package io.pim.e2e.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One activity of a step, from the server's history.
 *
 * @param step the step's name; for the push of a layer, that of its step after {@link #PUSH}; for
 *     activities that belong to no step, the activity's own
 * @param started the start of the last attempt; known only after its end
 * @param attempt the number of that attempt, from 1
 * @param ended empty while it runs
 * @param completed whether it succeeded
 */
public record StepRun(
    String step,
    Instant scheduled,
    Optional<Instant> started,
    int attempt,
    Optional<Instant> ended,
    boolean completed) {
  static final String PUSH = "push of ";

  static StepRun scheduled(String step, Instant at) {
    return new StepRun(step, at, Optional.empty(), 0, Optional.empty(), false);
  }

  StepRun startedAt(Instant at, int itsAttempt) {
    return new StepRun(step, scheduled, Optional.of(at), itsAttempt, ended, completed);
  }

  StepRun endedAt(Instant at, boolean well) {
    return new StepRun(step, scheduled, started, attempt, Optional.of(at), well);
  }

  boolean underWayAt(Instant moment) {
    return !scheduled.isAfter(moment) && ended.filter(end -> end.isBefore(moment)).isEmpty();
  }

  /** Whether it pushes a layer to the shared store, in parallel with the build's steps. */
  boolean isPush() {
    return step.startsWith(PUSH);
  }

  /** The step whose layer it pushes. */
  String pushedStep() {
    return step.substring(PUSH.length());
  }

  /** The run time up to this moment. */
  Duration until(Instant moment) {
    Instant end = ended.filter(e -> e.isBefore(moment)).orElse(moment);
    return Duration.between(scheduled, end);
  }
}
