package io.pim.cli.temporal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Limits restarts of something that dies: at most one a second, and only a few while the build
 * makes no progress between them.
 */
final class RestartLimit {
  static final int MOST = 5;
  static final Duration PACE = Duration.ofSeconds(1);

  /** After this time, a new death has another cause than the previous one. */
  static final Duration CALM = Duration.ofMinutes(5);

  private final Clock clock;
  private Optional<Instant> last = Optional.empty();
  private int starts;

  RestartLimit(Clock clock) {
    this.clock = clock;
  }

  /** Whether enough time has passed since the last start. */
  boolean mayStart() {
    return sinceLast().map(passed -> passed.compareTo(PACE) >= 0).orElse(true);
  }

  /** Whether another start would be useless. */
  boolean isUsedUp() {
    return starts >= MOST && sinceLast().map(passed -> passed.compareTo(CALM) < 0).orElse(true);
  }

  /** Records a start. */
  void started() {
    starts = sinceLast().filter(passed -> passed.compareTo(CALM) < 0).isPresent() ? starts + 1 : 1;
    last = Optional.of(clock.instant());
  }

  /** Records progress of the build. */
  void progress() {
    starts = 0;
  }

  private Optional<Duration> sinceLast() {
    return last.map(then -> Duration.between(then, clock.instant()));
  }
}
