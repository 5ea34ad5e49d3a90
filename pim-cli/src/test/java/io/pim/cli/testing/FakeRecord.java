package io.pim.cli.testing;

import io.pim.model.unit.Architecture;
import io.pim.workflows.activity.HostRecordActivities;
import io.pim.workflows.message.HostOrder;
import io.pim.workflows.message.HostReport;
import io.temporal.activity.Activity;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A host's reports, set by a test. */
public final class FakeRecord implements HostRecordActivities {
  private final String hostId;
  private volatile HostReport report;
  private volatile boolean silent;

  /** A host with two slots and no build. */
  public FakeRecord(String hostId, Architecture architecture) {
    this.hostId = hostId;
    this.report =
        new HostReport(
            hostId, architecture, "kvm", "0.1", 2, List.of(), Optional.empty(), Instant.now());
  }

  public String hostId() {
    return hostId;
  }

  /** Gives the host these builds. */
  public FakeRecord building(String... builds) {
    change(List.of(builds), report.drainedSince());
    return this;
  }

  /** From now on, the host sends no reports. */
  public FakeRecord silent() {
    silent = true;
    return this;
  }

  private void change(List<String> builds, Optional<Instant> drainedSince) {
    report =
        new HostReport(
            hostId,
            report.architecture(),
            report.accelerator(),
            report.pimVersion(),
            report.slots(),
            builds,
            drainedSince,
            Instant.now());
  }

  @Override
  public void report(HostOrder host) {
    try {
      while (true) {
        if (!silent) {
          Activity.getExecutionContext().heartbeat(report);
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        if (Thread.interrupted()) {
          return;
        }
      }
    } catch (ActivityCompletionException e) {
      // The test is over.
    }
  }

  @Override
  public void obey(HostOrder order) {
    change(report.builds(), order.drained() ? Optional.of(Instant.now()) : Optional.empty());
  }
}
