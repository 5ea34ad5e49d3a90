package io.pim.worker;

import java.time.Duration;

/** How long simulated steps take, from now on; at first no time at all. */
final class Pace {
  private volatile Duration step = Duration.ZERO;

  Duration step() {
    return step;
  }

  void set(Duration time) {
    step = time;
  }
}
