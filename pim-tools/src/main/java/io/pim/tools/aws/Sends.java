package io.pim.tools.aws;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends parts of a disk in parallel until one fails. After {@link #close} nothing is sent any more,
 * and each part that was sent is recorded.
 */
final class Sends implements AutoCloseable {
  /** The longest time that a running call takes. */
  private static final int SECONDS_TO_END = 20;

  private static final int MOST_LOOKS = 3;

  private final InFlight inFlight;
  private final ExecutorService pool;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final AtomicInteger sent = new AtomicInteger();

  /** Sends one part and records it. */
  @FunctionalInterface
  interface Send {
    void run() throws IOException, InterruptedException;
  }

  Sends(String threads, InFlight inFlight) {
    this.inFlight = inFlight;
    this.pool =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, threads);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Waits until the limit allows one more call, then sends on another thread. */
  void begin(Send send) throws InterruptedException {
    inFlight.begin();
    pool.execute(() -> run(send));
  }

  private void run(Send send) {
    boolean well = false;
    try {
      if (!hasFailed()) {
        send.run();
        sent.incrementAndGet();
        well = true;
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      failure.compareAndSet(null, e);
    } finally {
      inFlight.end(well);
    }
  }

  void slowDown() {
    inFlight.slowDown();
  }

  boolean hasFailed() {
    return failure.get() != null;
  }

  /** The number of parts that were sent. */
  int sent() {
    return sent.get();
  }

  /** Waits until all are sent or one has failed; runs {@code act} once a second meanwhile. */
  void awaitAll(Runnable act) throws InterruptedException {
    pool.shutdown();
    while (!hasFailed() && !pool.awaitTermination(1, TimeUnit.SECONDS)) {
      act.run();
    }
  }

  void throwFailure() throws IOException {
    Exception e = failure.get();
    if (e instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (e instanceof IOException io) {
      throw io;
    }
    if (e != null) {
      throw (CancellationException) new CancellationException("interrupted").initCause(e);
    }
  }

  @Override
  public void close() {
    pool.shutdown();
    boolean interrupted = false;
    int looks = 0;
    while (!pool.isTerminated()) {
      try {
        if (!pool.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
          pool.shutdownNow();
          looks++;
        }
        if (looks > MOST_LOOKS) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
