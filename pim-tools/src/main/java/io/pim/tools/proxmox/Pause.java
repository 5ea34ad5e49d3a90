package io.pim.tools.proxmox;

import java.time.Duration;

/** Waits between looks at something that nothing tells of. */
@FunctionalInterface
public interface Pause {
  /** Sleeps. */
  Pause REAL = time -> Thread.sleep(time.toMillis());

  void rest(Duration time) throws InterruptedException;
}
