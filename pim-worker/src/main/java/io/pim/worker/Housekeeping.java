package io.pim.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a worker's chores at intervals. They find changes that no event reports: released slots,
 * ended builds, grown logs. A chore that fails is tried again, and the other chores still run.
 */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final Map<String, Chore> chores;
  private final WorkerHealth health;
  private final Set<String> failing = new HashSet<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "pim-housekeeping");
            thread.setDaemon(true);
            return thread;
          });

  /** A piece of work that is repeated at intervals. */
  @FunctionalInterface
  interface Chore {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Prepares the chores; {@link #start} runs them.
   *
   * @param chores by name, in the order in which they run
   */
  Housekeeping(Map<String, Chore> chores, WorkerHealth health) {
    this.chores = new LinkedHashMap<>(chores);
    this.health = health;
  }

  /** A chore that runs only the first time. */
  static Chore once(Chore chore) {
    AtomicBoolean begun = new AtomicBoolean();
    return () -> {
      if (!begun.getAndSet(true)) {
        chore.run();
      }
    };
  }

  /** Runs one chore on the calling thread. Call this before {@link #start}. */
  void runNow(String name) throws InterruptedException {
    run(name, chores.get(name));
  }

  /**
   * Runs all chores on another thread, at once, and again after each interval until this is closed.
   * A chore may take minutes, and no build may wait for that.
   */
  void start(Duration every) {
    // The future is not needed: close() stops the timer.
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(this::runAll, 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void runAll() {
    try {
      for (Map.Entry<String, Chore> chore : chores.entrySet()) {
        run(chore.getKey(), chore.getValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Error e) {
      // The timer would store the error in the future and silently stop.
      health.died(Thread.currentThread(), e);
      throw e;
    }
  }

  private void run(String name, Chore chore) throws InterruptedException {
    try {
      chore.run();
      if (failing.remove(name)) {
        LOG.info("{} works again", name);
      }
    } catch (IOException | RuntimeException e) {
      if (failing.add(name)) {
        LOG.warn("{} failed; the worker will try again", name, e);
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
