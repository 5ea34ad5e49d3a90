package io.pim.cli.shell;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Receives Ctrl-C, a closed terminal and SIGTERM while a person watches a build. */
public final class Interrupts {
  private final BlockingQueue<Boolean> presses = new LinkedBlockingQueue<>();
  private volatile boolean leaving;

  /** Called for each Ctrl-C, from any thread. */
  public void press() {
    presses.add(true);
  }

  /** Called when the terminal closes or the process should end, from any thread. */
  public void leave() {
    leaving = true;
    presses.add(true);
  }

  /** Ends a wait for Ctrl-C from any thread. */
  public void wake() {
    presses.add(false);
  }

  /** Whether the terminal was closed or the process should end. */
  public boolean isLeaving() {
    return leaving;
  }

  /** Waits for the next Ctrl-C; false when the limit passes without one. */
  public boolean await(Duration limit) throws InterruptedException {
    return Boolean.TRUE.equals(presses.poll(limit.toNanos(), TimeUnit.NANOSECONDS));
  }
}
