package io.pim.activities.build;

import io.pim.workflows.activity.StepProgress;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tells the server every second that the step is alive and how far it is, and interrupts the step's
 * thread when the server says that it is to end: steps block in reads and waits.
 */
public final class Heartbeat implements AutoCloseable {
  private static final long EVERY_MILLIS = 1000;
  private static final int LONGEST_LINE = 200;

  private final ActivityExecutionContext context;
  private final Thread stepThread = Thread.currentThread();
  private final AtomicReference<StepProgress> latest;
  private final AtomicReference<ActivityCompletionException> ended = new AtomicReference<>();
  private final ScheduledExecutorService timer;

  Heartbeat(ActivityExecutionContext context, String step) {
    this.context = context;
    this.latest = new AtomicReference<>(new StepProgress(step, -1, ""));
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "heartbeat-" + step);
              thread.setDaemon(true);
              return thread;
            });
    // Only closing this ends it.
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(this::beat, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  public void line(String line) {
    latest.updateAndGet(old -> new StepProgress(old.step(), old.fraction(), shorten(line)));
  }

  public void fraction(double fraction, String line) {
    latest.updateAndGet(old -> new StepProgress(old.step(), fraction, shorten(line)));
  }

  private void beat() {
    try {
      context.heartbeat(latest.get());
    } catch (ActivityCompletionException e) {
      if (ended.compareAndSet(null, e)) {
        stepThread.interrupt();
      }
    }
  }

  /** Throws what the server answered, when it has said that the step is to end. */
  void throwIfEnded() {
    ActivityCompletionException end = ended.get();
    if (end != null) {
      throw end;
    }
  }

  private static String shorten(String line) {
    return line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      // A beat under way must not interrupt whatever this thread does next.
      timer.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
