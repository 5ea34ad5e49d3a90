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
 * Tells the server every second that the step is alive and how far it is, and interrupts the step's
 * thread when the server says that it is to end: steps block in reads and waits.
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

  /** Of the timer's thread alone. */
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
    // Only closing this ends it.
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(this::beat, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** From now on no line is sent before {@code redactor} has seen it. */
  void redactWith(UnaryOperator<String> redactor) {
    redact = redactor;
  }

  @Override
  public void line(String line) {
    String fit = fit(line);
    latest.updateAndGet(old -> new StepProgress(old.step(), old.fraction(), fit));
  }

  /**
   * Says how much is done, 0 to 1.
   *
   * @throws ActivityCompletionException when the step is to end: what takes long says often how far
   *     it is, and not all of it can be interrupted
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
      // The timer would take it for the last beat, and the server the step for dead.
      if (!failing) {
        LOG.warn("the heartbeat of step {} failed, and goes on", latest.get().step(), e);
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

  /** Throws what the server answered, when it has said that the step is to end. */
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

  /** A beat under way, however long it takes, does not interrupt what this thread does next. */
  @Override
  public void close() {
    timer.shutdownNow();
    synchronized (this) {
      closed = true;
    }
  }
}
