package io.pim.tools.process;

import java.time.Duration;

/** The moment a limit runs out, by the clock that is never set. */
public record Deadline(long nanoTime) {
  public static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos());
  }

  public boolean isOver() {
    return nanoTime - System.nanoTime() <= 0;
  }

  /** What is left; zero when it is over. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  /** What is left, but not more than {@code most}. */
  public Duration remaining(Duration most) {
    Duration left = remaining();
    return left.compareTo(most) < 0 ? left : most;
  }
}
