package io.pim.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for conditions that no event reports, such as a text in another program's file. */
public final class Waiting {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration CLOSE_LOOK = Duration.ofMillis(10);

  private Waiting() {}

  /** A condition whose check may throw. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * Waits until a condition holds.
   *
   * @param alive whether the condition may still come true; if not, it must hold now
   * @param evidence the text to show if it never holds
   */
  public static void until(
      Duration limit, Condition condition, Supplier<Boolean> alive, Supplier<String> evidence)
      throws Exception {
    until(LOOK, limit, condition, alive, evidence);
  }

  /** The same for a condition that may hold for only a few milliseconds. */
  public static void closely(
      Duration limit, Condition condition, Supplier<Boolean> alive, Supplier<String> evidence)
      throws Exception {
    until(CLOSE_LOOK, limit, condition, alive, evidence);
  }

  private static void until(
      Duration look,
      Duration limit,
      Condition condition,
      Supplier<Boolean> alive,
      Supplier<String> evidence)
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
      LockSupport.parkNanos(look.toNanos());
    }
  }
}
