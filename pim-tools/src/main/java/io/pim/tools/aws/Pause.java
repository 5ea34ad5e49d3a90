package io.pim.tools.aws;

import java.time.Duration;

/** Waits before AWS is asked again. */
@FunctionalInterface
public interface Pause {
  /** Sleeps. */
  Pause REAL = time -> Thread.sleep(time.toMillis());

  void rest(Duration time) throws InterruptedException;
}
