package io.pim.tools.process;

import java.time.Duration;

/** Waits between two checks of something that sends no events. */
@FunctionalInterface
public interface Pause {
  /** Sleeps. */
  Pause REAL = time -> Thread.sleep(time.toMillis());

  void rest(Duration time) throws InterruptedException;
}
