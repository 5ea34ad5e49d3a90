package io.pim.cli.watch;

import java.time.Duration;

/**
 * The pauses between two checks of a build. Short ones come first, because a build that has nothing
 * to do ends within a tenth of a second.
 */
final class LookPause {
  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofMillis(400);

  private Duration next = FIRST;

  /** The next pause: twice as long as the one before, up to a limit. */
  Duration next() {
    Duration now = next;
    Duration twice = now.multipliedBy(2);
    next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    return now;
  }
}
