package io.pim.cli.temporal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How often something that dies is started again: at most once a second, and not for ever where the
 * build gets nowhere between one death and the next.
 */
final class RestartLimit {
  static final int MOST = 5;
  static final Duration PACE = Duration.ofSeconds(1);

  /** What has run for so long has not died of what it died of before. */
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

  /** Whether starting it once more is of no use. */
  boolean isUsedUp() {
    return starts >= MOST && sinceLast().map(passed -> passed.compareTo(CALM) < 0).orElse(true);
  }

  /** To be called at each start. */
  void started() {
    starts = sinceLast().filter(passed -> passed.compareTo(CALM) < 0).isPresent() ? starts + 1 : 1;
    last = Optional.of(clock.instant());
  }

  /** To be called when the build has got on. */
  void progress() {
    starts = 0;
  }

  private Optional<Duration> sinceLast() {
    return last.map(then -> Duration.between(then, clock.instant()));
  }
}
