package io.pim.worker;

import io.pim.host.claim.VmSlots;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks now and then for what nobody tells a worker: slots given back, builds gone. */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final OrphanedClaims orphans;
  private final VmSlots slots;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "pim-housekeeping");
            thread.setDaemon(true);
            return thread;
          });

  Housekeeping(OrphanedClaims orphans, VmSlots slots) {
    this.orphans = orphans;
    this.slots = slots;
  }

  /** Looks at once, and then again and again until this is closed. */
  void start(Duration every) throws InterruptedException {
    orphans.cleanUp();
    // Only closing this ends it.
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      orphans.cleanUp();
      slots.lookAgain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // What is thrown here would end all further looks.
      LOG.warn("housekeeping failed", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
