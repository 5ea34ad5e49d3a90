package io.pim.activities.host;

import io.pim.host.record.HostReporter;
import io.pim.workflows.activity.HostRecordActivities;
import io.pim.workflows.failure.LetGo;
import io.pim.workflows.message.HostOrder;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityWorkerShutdownException;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Reports on this host in heartbeats, and carries out orders. */
public final class HostRecordActivitiesImpl implements HostRecordActivities {
  /** The failure type of a request about another host. */
  public static final String NOT_THIS_HOST = "NotThisHost";

  /** A compromise between fresh reports for people and the load of 50 hosts on a shared service. */
  static final Duration EVERY = Duration.ofSeconds(5);

  private final HostReporter reporter;
  private final Duration every;
  private final Semaphore news = new Semaphore(0);
  private final AtomicInteger reporting = new AtomicInteger();

  public HostRecordActivitiesImpl(HostReporter reporter) {
    this(reporter, EVERY);
  }

  HostRecordActivitiesImpl(HostReporter reporter, Duration every) {
    this.reporter = reporter;
    this.every = every;
  }

  /** Whether the service gets this host's reports at present. */
  public boolean isReporting() {
    return reporting.get() > 0;
  }

  @Override
  public void report(HostOrder host) {
    requireThisHost(host);
    reporting.incrementAndGet();
    try {
      reportUntilEnded(Activity.getExecutionContext());
    } finally {
      reporting.decrementAndGet();
    }
  }

  private void reportUntilEnded(ActivityExecutionContext context) {
    try {
      while (true) {
        // Throws when the service has ended this attempt or the workflow.
        context.heartbeat(reporter.now());
        if (news.tryAcquire(every.toMillis(), TimeUnit.MILLISECONDS)) {
          news.drainPermits();
        }
      }
    } catch (InterruptedException | ActivityWorkerShutdownException e) {
      throw LetGo.of(REPORT);
    } catch (IOException e) {
      throw failure("the host cannot report on itself", e);
    }
  }

  @Override
  public void obey(HostOrder order) {
    requireThisHost(order);
    try {
      reporter.drain(order.drained());
    } catch (IOException e) {
      throw failure("the host cannot carry out the order", e);
    }
    news.release();
  }

  private void requireThisHost(HostOrder about) {
    if (!about.hostId().equals(reporter.hostId())) {
      throw ApplicationFailure.newNonRetryableFailure(
          "this is host " + reporter.hostId() + ", not " + about.hostId(), NOT_THIS_HOST);
    }
  }

  private static ApplicationFailure failure(String what, IOException e) {
    return ApplicationFailure.newFailure(what + ": " + e.getMessage(), e.getClass().getName());
  }
}
