package io.pim.e2e.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** Times the phases of a build that run in sequence. */
final class Stopwatch {
  private final Instant begun;
  private final Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
  private Instant last;

  Stopwatch(Instant begun) {
    this.begun = begun;
    this.last = begun;
  }

  /** Ends a phase, which began at the end of the previous one. */
  Stopwatch ended(Phase phase, Instant at) {
    if (at.isBefore(last)) {
      throw new IllegalArgumentException(
          phase + " ended at " + at + ", before the phase before it, at " + last);
    }
    phases.put(phase, Duration.between(last, at));
    last = at;
    return this;
  }

  Built built(Path image) {
    return new Built(image, Duration.between(begun, last), Duration.ZERO, Map.copyOf(phases));
  }
}
