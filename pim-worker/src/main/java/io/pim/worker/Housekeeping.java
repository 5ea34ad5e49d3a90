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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then for what nobody tells a worker: slots given back, builds gone, logs grown. A
 * chore that fails keeps no other one from being done, and is tried again.
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

  /** Something to be done now and then. */
  @FunctionalInterface
  interface Chore {
    void run() throws IOException, InterruptedException;
  }

  /**
   * A worker's housekeeping.
   *
   * @param chores by name, in their order
   */
  Housekeeping(Map<String, Chore> chores, WorkerHealth health) {
    this.chores = new LinkedHashMap<>(chores);
    this.health = health;
  }

  /** Looks at once, and then again and again until this is closed. */
  void start(Duration every) {
    look();
    // Only closing this ends it.
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      for (Map.Entry<String, Chore> chore : chores.entrySet()) {
        tend(chore.getKey(), chore.getValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Error e) {
      // The timer would keep it, and look no more.
      health.died(Thread.currentThread(), e);
      throw e;
    }
  }

  private void tend(String name, Chore chore) throws InterruptedException {
    try {
      chore.run();
      if (failing.remove(name)) {
        LOG.info("{}: works again", name);
      }
    } catch (IOException | RuntimeException e) {
      if (failing.add(name)) {
        LOG.warn("{}: failed, and is tried again from now on", name, e);
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
