package io.pim.tools.aws;

/**
 * How many calls may run at once: fewer where AWS has asked for fewer, and one more each time that
 * as many have gone well.
 */
final class InFlight {
  /** For blocks of half a megabyte. */
  static final int FIRST = 16;

  static final int MOST = 64;
  private static final int LEAST = 2;

  private final int most;
  private int limit;
  private int running;
  private int goneWell;

  InFlight(int first, int most) {
    this.limit = first;
    this.most = most;
  }

  /** Waits until one more may run. */
  synchronized void begin() throws InterruptedException {
    while (running >= limit) {
      wait();
    }
    running++;
  }

  synchronized void end(boolean well) {
    running--;
    if (well) {
      goneWell++;
      if (goneWell >= limit) {
        goneWell = 0;
        limit = Math.min(most, limit + 1);
      }
    }
    notifyAll();
  }

  /** AWS asks for less. Calls that run already go on. */
  synchronized void slowDown() {
    goneWell = 0;
    limit = Math.max(LEAST, limit / 2);
  }

  synchronized int limit() {
    return limit;
  }
}
