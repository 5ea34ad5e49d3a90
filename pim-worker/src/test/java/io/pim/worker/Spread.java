package io.pim.worker;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The distribution of durations. */
record Spread(Duration median, Duration most, Duration worst) {
  private static final double MOST = 0.95;

  static Spread of(List<Duration> all) {
    List<Duration> sorted = all.stream().sorted().toList();
    return new Spread(at(sorted, 0.5), at(sorted, MOST), at(sorted, 1));
  }

  private static Duration at(List<Duration> sorted, double part) {
    return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
  }

  /** Seconds: the median, 95 %, the longest. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.2f, %.2f, %.2f s",
        median.toMillis() / 1e3,
        most.toMillis() / 1e3,
        worst.toMillis() / 1e3);
  }
}
