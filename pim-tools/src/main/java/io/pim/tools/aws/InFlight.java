package io.pim.tools.aws;

/**
 * Limits how many calls run at once. The limit is halved when AWS throttles. It grows by one after
 * as many calls as it allows have succeeded.
 */
final class InFlight {
  /** The limits for blocks of 512 KiB. */
  static final int FIRST = 16;

  static final int MOST = 32;
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

  /** Halves the limit. Running calls continue. */
  synchronized void slowDown() {
    goneWell = 0;
    limit = Math.max(LEAST, limit / 2);
  }

  synchronized int limit() {
    return limit;
  }
}
