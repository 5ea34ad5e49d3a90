package io.pim.worker.connection;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Asks the Temporal service for descriptions of workflows. Every call throws {@link
 * io.grpc.StatusRuntimeException} if the service does not answer within the limit, or does not know
 * the workflow.
 *
 * @param limit for one call. WorkflowStub has none of its own and would wait a minute.
 */
public record WorkflowDescriptions(WorkflowServiceStubs service, String namespace, Duration limit) {

  /** The descriptions in a client's namespace. */
  public static WorkflowDescriptions in(WorkflowClient client, Duration limit) {
    return new WorkflowDescriptions(
        client.getWorkflowServiceStubs(), client.getOptions().getNamespace(), limit);
  }

  /** A run; the workflow's newest if the run id is missing. */
  public DescribeWorkflowExecutionResponse of(WorkflowExecution run) {
    return service
        .blockingStub()
        .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS)
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(namespace)
                .setExecution(run)
                .build());
  }

  /** The newest run of a workflow. */
  public DescribeWorkflowExecutionResponse newest(String workflowId) {
    return of(WorkflowExecution.newBuilder().setWorkflowId(workflowId).build());
  }
}
