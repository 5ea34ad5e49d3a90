package io.pim.cli.temporal;

import io.pim.tools.process.ProcessIdentity;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Notices at once when a process of PIM's own service has ended, also while the thread that watches
 * a build waits for an answer that will not come any more.
 *
 * <p>It looks twenty times a second, which costs next to nothing: of a process that is no child
 * Java's own event comes after up to five seconds.
 */
public final class LossAlarm implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Runnable ring;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "service-alarm");
            thread.setDaemon(true);
            return thread;
          });
  private volatile List<ProcessIdentity> watched = List.of();

  /** Calls {@code ring}, on a thread of its own, once for those that are watched. */
  public LossAlarm(Runnable ring) {
    this.ring = ring;
    // Only closing this ends it.
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** From now on these are watched, and no others. */
  public void watch(List<ProcessIdentity> processes) {
    watched = List.copyOf(processes);
  }

  private void look() {
    List<ProcessIdentity> now = watched;
    if (!now.stream().allMatch(ProcessIdentity::isAlive)) {
      watched = List.of();
      ring.run();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
