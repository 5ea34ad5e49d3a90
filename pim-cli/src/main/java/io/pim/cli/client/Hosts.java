package io.pim.cli.client;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.workflows.activity.HostRecordActivities;
import io.pim.workflows.host.HostWorkflow;
import io.pim.workflows.message.HostOrder;
import io.pim.workflows.message.HostReport;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.payload.context.ActivitySerializationContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The hosts that the Temporal service knows: those whose worker has run with it. */
public final class Hosts {
  private final WorkflowClient client;
  private final DataConverter converter;
  private final Clock clock;

  public Hosts(WorkflowClient client, Clock clock) {
    this(client, client.getOptions().getDataConverter(), clock);
  }

  /**
   * The hosts of a service.
   *
   * @param converter reads the reports; refuses those without a valid signature
   */
  public Hosts(WorkflowClient client, DataConverter converter, Clock clock) {
    this.client = client;
    this.converter = converter;
    this.clock = clock;
  }

  /** All hosts, by name. */
  public List<HostRow> list() {
    return new WorkflowList(client, HostWorkflow.TYPE)
        .select("WorkflowType='" + HostWorkflow.TYPE + "' AND ExecutionStatus='Running'")
        .map(WorkflowFacts::workflowId)
        .distinct()
        .flatMap(id -> HostWorkflow.hostOf(id).stream())
        .flatMap(host -> find(host).stream())
        .sorted(Comparator.comparing(HostRow::hostId))
        .toList();
  }

  /** One host; empty if the service does not know it. */
  public Optional<HostRow> find(String hostId) {
    return describe(hostId).map(described -> row(hostId, described));
  }

  private Optional<DescribeWorkflowExecutionResponse> describe(String hostId) {
    try {
      return Optional.of(new WorkflowRuns(client).newest(execution(hostId)))
          .filter(
              described ->
                  described.getWorkflowExecutionInfo().getStatus()
                      == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static WorkflowExecution execution(String hostId) {
    return WorkflowExecution.newBuilder().setWorkflowId(HostWorkflow.workflowId(hostId)).build();
  }

  private HostRow row(String hostId, DescribeWorkflowExecutionResponse described) {
    for (PendingActivityInfo activity : described.getPendingActivitiesList()) {
      Optional<HostReport> report =
          report(hostId, activity).filter(read -> read.hostId().equals(hostId));
      if (report.isPresent()) {
        return HostRow.of(report.get(), seen(activity, report.get()), clock.instant());
      }
    }
    return HostRow.silent(hostId);
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
                      client.getOptions().getNamespace(),
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

  /**
   * Gives a host an order. It reaches the host as soon as its worker runs.
   *
   * @param drained whether the host is to take no new builds
   */
  public void order(String hostId, boolean drained) {
    client
        .newUntypedWorkflowStub(HostWorkflow.workflowId(hostId))
        .signal(HostWorkflow.ORDER, new HostOrder(hostId, drained));
  }

  /** Removes a host that does not report any more. A worker that runs comes back. */
  public void forget(String hostId) {
    client
        .newUntypedWorkflowStub(HostWorkflow.workflowId(hostId))
        .terminate("pim worker rm: the host is gone");
  }
}
