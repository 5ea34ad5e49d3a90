package io.pim.worker;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.worker.connection.GivenTask;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.failure.LetGo;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflowservice.v1.ResetStickyTaskQueueRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.payload.context.ActivitySerializationContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Returns tasks of a dead worker to the service, which gives them to another worker at once. */
final class TaskReturn {
  private static final Logger LOG = LoggerFactory.getLogger(TaskReturn.class);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(5);

  /** Failures after which a later attempt may succeed; all others are final. */
  private static final Set<Status.Code> TRANSIENT =
      EnumSet.of(
          Status.Code.UNAVAILABLE,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.CANCELLED,
          Status.Code.ABORTED);

  private final TemporalConnection connection;
  private final WorkflowClientOptions client;

  TaskReturn(TemporalConnection connection) {
    this.connection = connection;
    this.client = connection.client().getOptions();
  }

  /**
   * Returns a task. A task that has ended or that another worker has been given stays as it is,
   * because the token belongs to a single attempt.
   *
   * @throws StatusRuntimeException if the service cannot do that now
   */
  void giveBack(GivenTask task) {
    if (task.isOfActivity()) {
      call(task, () -> failAttempt(task));
    } else {
      call(task, () -> failWorkflowTask(task));
      call(task, () -> resetStickyQueue(task));
    }
  }

  private void call(GivenTask task, Runnable request) {
    try {
      request.run();
      LOG.info("gave back to the service what a worker that is gone was at: {}", describe(task));
    } catch (StatusRuntimeException e) {
      Status.Code code = e.getStatus().getCode();
      if (TRANSIENT.contains(code)) {
        throw e;
      }
      if (code != Status.Code.NOT_FOUND) {
        LOG.warn("could not give back what a worker was at ({}): {}", describe(task), e.getMessage());
      }
    }
  }

  private static String describe(GivenTask task) {
    return task.workflowId() + (task.isOfActivity() ? ", " + task.activity() : "");
  }

  private void failAttempt(GivenTask task) {
    Failure failure =
        client
            .getDataConverter()
            .withContext(
                new ActivitySerializationContext(
                    client.getNamespace(),
                    task.workflowId(),
                    task.workflowType(),
                    task.activity(),
                    "",
                    false))
            .exceptionToFailure(LetGo.of(task.activity()));
    stub()
        .respondActivityTaskFailed(
            RespondActivityTaskFailedRequest.newBuilder()
                .setNamespace(client.getNamespace())
                .setIdentity(client.getIdentity())
                .setTaskToken(task.tokenBytes())
                .setFailure(failure)
                .build());
  }

  private void failWorkflowTask(GivenTask task) {
    stub()
        .respondWorkflowTaskFailed(
            RespondWorkflowTaskFailedRequest.newBuilder()
                .setNamespace(client.getNamespace())
                .setIdentity(client.getIdentity())
                .setTaskToken(task.tokenBytes())
                .setCause(
                    WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_STICKY_TASK_QUEUE)
                .build());
  }

  /** Without this, the service offers the run's next task to the dead worker first. */
  private void resetStickyQueue(GivenTask task) {
    stub()
        .resetStickyTaskQueue(
            ResetStickyTaskQueueRequest.newBuilder()
                .setNamespace(client.getNamespace())
                .setExecution(
                    WorkflowExecution.newBuilder()
                        .setWorkflowId(task.workflowId())
                        .setRunId(task.runId()))
                .build());
  }

  private WorkflowServiceBlockingStub stub() {
    return connection
        .stubs()
        .blockingStub()
        .withDeadlineAfter(CALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
