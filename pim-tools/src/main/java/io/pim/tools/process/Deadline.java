package io.pim.tools.process;

import java.time.Duration;

/** The moment at which a limit ends, measured with the monotonic clock. */
public record Deadline(long nanoTime) {
  public static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos());
  }

  public boolean isOver() {
    return nanoTime - System.nanoTime() <= 0;
  }

  /** The remaining time; zero after the deadline. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  /** The remaining time, at most {@code most}. */
  public Duration remaining(Duration most) {
    Duration left = remaining();
    return left.compareTo(most) < 0 ? left : most;
  }
}
