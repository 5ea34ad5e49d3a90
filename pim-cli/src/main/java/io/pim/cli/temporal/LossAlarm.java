package io.pim.cli.temporal;

import io.pim.tools.process.ProcessIdentity;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Reports at once that a process of PIM's own service has ended, even while the thread that watches
 * a build waits for an answer that will never come.
 *
 * <p>It checks twenty times a second, which costs little. For a process that is not its child, Java
 * reports the end only after up to five seconds.
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

  /** Calls {@code ring} on a separate thread, once for the watched processes. */
  public LossAlarm(Runnable ring) {
    this.ring = ring;
    // The future is not needed: close() stops the timer.
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Watches these processes from now on, instead of any earlier ones. */
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
