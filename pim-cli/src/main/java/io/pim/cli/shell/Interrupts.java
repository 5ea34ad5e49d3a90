package io.pim.cli.shell;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Ctrl-C, a closed terminal or SIGTERM, while a person watches a build. */
public final class Interrupts {
  private final BlockingQueue<Boolean> presses = new LinkedBlockingQueue<>();
  private volatile boolean leaving;

  /** To be called for each Ctrl-C, from any thread. */
  public void press() {
    presses.add(true);
  }

  /** To be called when the terminal closes or the process is told to end, from any thread. */
  public void leave() {
    leaving = true;
    presses.add(true);
  }

  /** Whether the terminal has been closed or the process told to end. */
  public boolean isLeaving() {
    return leaving;
  }

  /** Waits for the next Ctrl-C; whether there was one within the limit. */
  public boolean await(Duration limit) throws InterruptedException {
    return presses.poll(limit.toNanos(), TimeUnit.NANOSECONDS) != null;
  }
}
