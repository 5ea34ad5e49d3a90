package io.pim.worker.metrics;

import io.grpc.StatusRuntimeException;
import io.pim.model.unit.Architecture;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.client.WorkflowClient;
import java.util.concurrent.TimeUnit;

/**
 * Counts builds and deployments by their search attributes. Anybody with access to the service can
 * forge these, so nothing but metrics may rely on the counts.
 */
public final class WorkflowCounts {
  private static final long ANSWER_SECONDS = 5;

  private final WorkflowClient client;
  private final String hostId;
  private final Architecture architecture;

  public WorkflowCounts(WorkflowClient client, String hostId, Architecture architecture) {
    this.client = client;
    this.hostId = hostId;
    this.architecture = architecture;
  }

  /**
   * The open workflows of a type that are in a state on this host.
   *
   * @throws StatusRuntimeException if the service does not answer
   */
  double here(String workflowType, BuildState state) {
    return count(workflowType, state, BuildAttributes.HOST.getName() + " = '" + hostId + "'");
  }

  /**
   * The workflows of a type that wait for any host of this architecture.
   *
   * @throws StatusRuntimeException if the service does not answer
   */
  double waiting(String workflowType) {
    return count(
        workflowType,
        BuildState.WAITING,
        BuildAttributes.ARCHITECTURE.getName() + " = '" + architecture.id() + "'");
  }

  private double count(String workflowType, BuildState state, String where) {
    String query =
        "ExecutionStatus = 'Running' AND WorkflowType = '%s' AND %s = '%s' AND %s"
            .formatted(workflowType, BuildAttributes.STATE.getName(), state.name(), where);
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
        .countWorkflowExecutions(
            CountWorkflowExecutionsRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setQuery(query)
                .build())
        .getCount();
  }
}
