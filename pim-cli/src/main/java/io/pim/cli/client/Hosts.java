package io.pim.cli.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.worker.connection.HostReports;
import io.pim.workflows.host.HostWorkflow;
import io.pim.workflows.message.HostOrder;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverter;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The hosts that the Temporal service knows: those whose worker has run with it. */
public final class Hosts {
  private final WorkflowClient client;
  private final HostReports reports;
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
    this.reports = new HostReports(client.getOptions().getNamespace(), converter);
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
    return reports
        .newest(hostId, described.getPendingActivitiesList())
        .map(reported -> HostRow.of(reported, clock.instant()))
        .orElseGet(() -> HostRow.silent(hostId));
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

  /** Removes a host that no longer reports. A worker that runs comes back. */
  public void forget(String hostId) {
    client
        .newUntypedWorkflowStub(HostWorkflow.workflowId(hostId))
        .terminate("pim worker rm: the host is gone");
  }
}
