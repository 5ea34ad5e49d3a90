package io.pim.worker.connection;

import com.google.protobuf.Timestamp;
import io.pim.workflows.activity.HostRecordActivities;
import io.pim.workflows.host.HostWorkflow;
import io.pim.workflows.message.HostReport;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.payload.context.ActivitySerializationContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads the reports of hosts, which are the heartbeats of an activity of their workflows. */
public final class HostReports {
  private final String namespace;
  private final DataConverter converter;

  /**
   * The reports in a namespace.
   *
   * @param converter refuses reports without a valid signature
   */
  public HostReports(String namespace, DataConverter converter) {
    this.namespace = namespace;
    this.converter = converter;
  }

  /**
   * A report, and the service's facts about it.
   *
   * @param lastSeen when it arrived, by the service's clock
   * @param current whether the service still expects the next one: it gives the host up after some
   *     missing heartbeats. No host's clock matters here.
   */
  public record Reported(HostReport report, Instant lastSeen, boolean current) {}

  /**
   * The newest report of a host.
   *
   * @param pending the activities of the host's workflow
   */
  public Optional<Reported> newest(String hostId, List<PendingActivityInfo> pending) {
    return pending.stream()
        .flatMap(activity -> read(hostId, activity).stream())
        .filter(read -> read.report().hostId().equals(hostId))
        .findFirst();
  }

  private Optional<Reported> read(String hostId, PendingActivityInfo activity) {
    return report(hostId, activity)
        .map(
            report ->
                new Reported(
                    report,
                    seen(activity, report),
                    activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED));
  }

  /** The service's clock counts, because hosts' clocks differ. */
  private static Instant seen(PendingActivityInfo activity, HostReport report) {
    Timestamp time = activity.getLastHeartbeatTime();
    return activity.hasLastHeartbeatTime()
        ? Instant.ofEpochSecond(time.getSeconds(), time.getNanos())
        : report.at();
  }

  private Optional<HostReport> report(String hostId, PendingActivityInfo activity) {
    if (!activity.getActivityType().getName().equals(HostRecordActivities.REPORT)
        || activity.getHeartbeatDetails().getPayloadsCount() == 0) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(
          converter
              .withContext(
                  new ActivitySerializationContext(
                      namespace,
                      HostWorkflow.workflowId(hostId),
                      HostWorkflow.TYPE,
                      HostRecordActivities.REPORT,
                      "",
                      false))
              .fromPayloads(
                  0,
                  Optional.of(activity.getHeartbeatDetails()),
                  HostReport.class,
                  HostReport.class));
    } catch (DataConverterException | ApplicationFailure e) {
      // A stranger's, or a worker's of a version that reports something else.
      return Optional.empty();
    }
  }
}
