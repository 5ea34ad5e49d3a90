package io.pim.cli.watch;

import java.time.Duration;

/**
 * How long to wait between two looks. Short ones come first: a build that has nothing to do ends
 * within a tenth of a second.
 */
final class LookPause {
  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofMillis(400);

  private Duration next = FIRST;

  /** Each is twice as long as the one before, up to the longest. */
  Duration next() {
    Duration now = next;
    Duration twice = now.multipliedBy(2);
    next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    return now;
  }
}
