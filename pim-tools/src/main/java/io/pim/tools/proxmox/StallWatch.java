package io.pim.tools.proxmox;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a connection on which nothing moves. Otherwise a write to a host that has disappeared
 * would wait for a quarter of an hour.
 */
final class StallWatch implements AutoCloseable {
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          2,
          work -> {
            Thread thread = new Thread(work, "pim-upload-watch");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicLong end = new AtomicLong();
  private final Duration limit;

  StallWatch(Duration limit, Runnable onStall) {
    this.limit = limit;
    alive();
    // Runs until closed.
    ScheduledFuture<?> unused =
        threads.scheduleWithFixedDelay(
            () -> {
              if (end.get() - System.nanoTime() < 0) {
                onStall.run();
              }
            },
            1,
            1,
            TimeUnit.SECONDS);
  }

  void alive() {
    waitsFor(limit);
  }

  void waitsFor(Duration time) {
    end.set(System.nanoTime() + time.toNanos());
  }

  <T> CompletableFuture<T> inBackground(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            result.complete(work.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
