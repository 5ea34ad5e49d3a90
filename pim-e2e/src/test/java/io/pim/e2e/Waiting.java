package io.pim.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for conditions that no event tells of: what is in a file that another program writes. */
final class Waiting {
  private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();

  private Waiting() {}

  /** A condition that may fail to be looked at. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * Waits until a condition holds.
   *
   * @param alive whether there is still something to wait for; where not, it must hold now
   * @param evidence what to show when it never does
   */
  static void until(
      Duration limit, Condition condition, Supplier<Boolean> alive, Supplier<String> evidence)
      throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      boolean ended = !alive.get();
      if (condition.holds()) {
        return;
      }
      if (ended || System.nanoTime() > end) {
        throw new AssertionError(
            (ended ? "it ended before it held:\n" : "not within " + limit + ":\n")
                + evidence.get());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
