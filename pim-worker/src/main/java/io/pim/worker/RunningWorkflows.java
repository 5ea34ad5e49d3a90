package io.pim.worker;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.worker.connection.GivenTask;
import io.pim.worker.connection.WorkflowDescriptions;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import io.temporal.payload.context.WorkflowSerializationContext;
import io.temporal.serviceclient.StatusUtils;
import java.time.Duration;
import java.util.Optional;

/** Asks the Temporal service about workflows: which builds and deployments still run. */
final class RunningWorkflows {
  private static final Duration SERVICE_ANSWER = Duration.ofSeconds(10);

  private final WorkflowClient client;

  RunningWorkflows(WorkflowClient client) {
    this.client = client;
  }

  /**
   * A workflow whose current run is the wanted one. A later build or deployment has another id in
   * its memo; a run without the memo counts as the wanted one. Empty when the service reports that
   * it has ended, or does not know it.
   *
   * @throws StatusRuntimeException when the service does not answer
   */
  Optional<DescribeWorkflowExecutionResponse> running(
      String workflowId, String memoField, String id) {
    return describe(workflowId)
        .filter(
            described -> {
              WorkflowExecutionInfo info = described.getWorkflowExecutionInfo();
              return info.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
                  && memo(info, workflowId, memoField).map(id::equals).orElse(true);
            });
  }

  /**
   * The service's information about a workflow's newest run; empty if it does not know the
   * workflow.
   *
   * @throws StatusRuntimeException when the service does not answer, or has no such namespace
   */
  Optional<DescribeWorkflowExecutionResponse> describe(String workflowId) {
    return describe(WorkflowExecution.newBuilder().setWorkflowId(workflowId).build());
  }

  /**
   * Whether the run of a task is open.
   *
   * @throws StatusRuntimeException as above
   */
  boolean isOpen(GivenTask task) {
    WorkflowExecution run =
        WorkflowExecution.newBuilder()
            .setWorkflowId(task.workflowId())
            .setRunId(task.runId())
            .build();
    return describe(run)
        .filter(
            described ->
                described.getWorkflowExecutionInfo().getStatus()
                    == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING)
        .isPresent();
  }

  private Optional<DescribeWorkflowExecutionResponse> describe(WorkflowExecution execution) {
    try {
      return Optional.of(WorkflowDescriptions.in(client, SERVICE_ANSWER).of(execution));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND
          && !StatusUtils.hasFailure(e, NamespaceNotFoundFailure.class)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<String> memo(WorkflowExecutionInfo info, String workflowId, String field) {
    try {
      return Optional.ofNullable(info.getMemo().getFieldsMap().get(field))
          .map(memo -> converter(workflowId).fromPayload(memo, String.class, String.class));
    } catch (DataConverterException e) {
      // A stranger's workflow; its memo counts as missing.
      return Optional.empty();
    }
  }

  /** Reads and writes the payloads of one workflow. */
  DataConverter converter(String workflowId) {
    return client
        .getOptions()
        .getDataConverter()
        .withContext(
            new WorkflowSerializationContext(client.getOptions().getNamespace(), workflowId));
  }
}
