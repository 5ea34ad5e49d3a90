package io.pim.tools.aws.fake;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Counts how many calls of an operation run at the same time. */
public final class AtOnce {
  /** Shorter than the callers' own limit. */
  private static final int LONGEST_WAIT_SECONDS = 8;

  private final Map<String, Integer> running = new HashMap<>();
  private final Map<String, Integer> most = new HashMap<>();
  private final Map<String, CountDownLatch> gathered = new ConcurrentHashMap<>();

  /**
   * Delays answers to the operation until this many calls of it have arrived, if they arrive at
   * all.
   */
  public void gather(String operation, int calls) {
    gathered.put(operation, new CountDownLatch(calls));
  }

  /** The largest number of calls of the operation that ran at the same time. */
  public synchronized int most(String operation) {
    return most.getOrDefault(operation, 0);
  }

  void begin(String operation) throws IOException {
    synchronized (this) {
      most.merge(operation, running.merge(operation, 1, Integer::sum), Math::max);
    }
    CountDownLatch latch = gathered.get(operation);
    if (latch != null) {
      latch.countDown();
      await(latch);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        // Fewer calls arrive at once; the test sees it in the count.
        while (latch.getCount() > 0) {
          latch.countDown();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  synchronized void end(String operation) {
    running.merge(operation, -1, Integer::sum);
  }
}
