package io.pim.worker;

import java.time.Duration;

/** The duration of simulated steps from now on; zero at first. */
final class Pace {
  private volatile Duration step = Duration.ZERO;

  Duration step() {
    return step;
  }

  void set(Duration time) {
    step = time;
  }
}
