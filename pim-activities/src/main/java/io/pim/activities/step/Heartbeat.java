package io.pim.activities.step;

import io.pim.host.build.BuildLog;
import io.pim.host.build.StepReporter;
import io.pim.workflows.activity.StepProgress;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports every second to the server that the step is alive, with its progress. Interrupts the
 * step's thread when the server says that the step must end, because steps block in reads and
 * waits.
 */
public final class Heartbeat implements StepReporter, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final long EVERY_MILLIS = 1000;
  private static final int LONGEST_LINE = 200;

  private final ActivityExecutionContext context;
  private final Thread stepThread = Thread.currentThread();
  private final AtomicReference<StepProgress> latest;
  private final ScheduledExecutorService timer;
  private volatile UnaryOperator<String> redact = UnaryOperator.identity();
  private volatile ActivityCompletionException ended;
  private boolean closed;

  /** Used only by the timer's thread. */
  private boolean failing;

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
    // Runs until closed.
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(this::beat, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** From now on, every line passes through {@code redactor} before it is sent. */
  void redactWith(UnaryOperator<String> redactor) {
    redact = redactor;
  }

  @Override
  public void line(String line) {
    String fit = fit(line);
    latest.updateAndGet(old -> new StepProgress(old.step(), old.fraction(), fit));
  }

  /**
   * Reports the part that is done, 0 to 1.
   *
   * @throws ActivityCompletionException when the step must end: long operations report often, and
   *     not all of them can be interrupted
   */
  @Override
  public void fraction(double fraction, String line) {
    throwIfEnded();
    String fit = fit(line);
    latest.updateAndGet(old -> new StepProgress(old.step(), fraction, fit));
  }

  private void beat() {
    try {
      context.heartbeat(latest.get());
      failing = false;
    } catch (ActivityCompletionException e) {
      end(e);
    } catch (RuntimeException e) {
      // Caught, because an exception would stop the timer, and the server would consider the step
      // dead.
      if (!failing) {
        LOG.warn("the heartbeat of step {} failed; heartbeats continue", latest.get().step(), e);
      }
      failing = true;
    }
  }

  private synchronized void end(ActivityCompletionException e) {
    if (!closed && ended == null) {
      ended = e;
      stepThread.interrupt();
    }
  }

  /** Throws the server's answer if it has said that the step must end. */
  void throwIfEnded() {
    ActivityCompletionException end = ended;
    if (end != null) {
      throw end;
    }
  }

  private String fit(String line) {
    String clean = BuildLog.oneLine(redact.apply(line));
    return clean.length() > LONGEST_LINE ? clean.substring(0, LONGEST_LINE) : clean;
  }

  /** Closes; even a slow beat under way cannot interrupt this thread's next task. */
  @Override
  public void close() {
    timer.shutdownNow();
    synchronized (this) {
      closed = true;
    }
  }
}
