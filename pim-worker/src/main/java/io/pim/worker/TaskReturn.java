package io.pim.worker;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.worker.connection.GivenTask;
import io.pim.worker.connection.NoAnswer;
import io.pim.worker.connection.TemporalConnection;
import io.pim.worker.connection.WorkflowDescriptions;
import io.pim.workflows.failure.LetGo;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.ResetStickyTaskQueueRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedByIdRequest;
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

  /** Answers after which a later attempt may succeed; all others are final. */
  private static final Set<Status.Code> TRANSIENT =
      EnumSet.of(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED, Status.Code.ABORTED);

  private static final Set<PendingActivityState> RUNNING =
      EnumSet.of(
          PendingActivityState.PENDING_ACTIVITY_STATE_STARTED,
          PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED);

  private final TemporalConnection connection;
  private final WorkflowClientOptions client;
  private final WorkflowDescriptions workflows;

  TaskReturn(TemporalConnection connection) {
    this.connection = connection;
    this.client = connection.client().getOptions();
    this.workflows =
        new WorkflowDescriptions(connection.stubs(), client.getNamespace(), CALL_LIMIT);
  }

  /**
   * Returns a task. A task that has ended or that another worker has been given stays as it is,
   * because the token belongs to a single attempt.
   *
   * @throws StatusRuntimeException if the service cannot do that now
   */
  void giveBack(GivenTask task) {
    String what = describe(task.workflowId(), task.activity());
    if (task.isOfActivity()) {
      call(what, () -> failAttempt(task));
    } else {
      call(what, () -> failWorkflowTask(task));
      call(what, () -> resetStickyQueue(task));
    }
  }

  /**
   * Returns the activities of a workflow that the service has given to a worker, including those
   * that the worker was killed before it could record.
   *
   * @param workerIdentity the name of a dead worker; no living worker has it
   * @throws StatusRuntimeException if the service cannot do that now
   */
  void giveBackUnrecorded(String workflowId, String workerIdentity) {
    call(
        workflowId,
        () -> {
          DescribeWorkflowExecutionResponse workflow = workflows.newest(workflowId);
          for (PendingActivityInfo activity : workflow.getPendingActivitiesList()) {
            if (RUNNING.contains(activity.getState())
                && activity.getLastWorkerIdentity().equals(workerIdentity)) {
              failCurrentAttempt(workflow.getWorkflowExecutionInfo(), activity);
            }
          }
        });
  }

  private void call(String what, Runnable request) {
    try {
      request.run();
    } catch (StatusRuntimeException e) {
      Status.Code code = e.getStatus().getCode();
      if (TRANSIENT.contains(code) || NoAnswer.is(e.getStatus())) {
        throw e;
      }
      if (code != Status.Code.NOT_FOUND) {
        LOG.warn("cannot return the task of a dead worker ({}): {}", what, e.getMessage());
      }
    }
  }

  private static String describe(String workflowId, String activity) {
    return workflowId + (activity.isEmpty() ? "" : ", " + activity);
  }

  private static void logReturned(String workflowId, String activity) {
    LOG.info("returned the task of a dead worker: {}", describe(workflowId, activity));
  }

  private void failAttempt(GivenTask task) {
    stub()
        .respondActivityTaskFailed(
            RespondActivityTaskFailedRequest.newBuilder()
                .setNamespace(client.getNamespace())
                .setIdentity(client.getIdentity())
                .setTaskToken(task.tokenBytes())
                .setFailure(failure(task.workflowId(), task.workflowType(), task.activity()))
                .build());
    logReturned(task.workflowId(), task.activity());
  }

  private void failCurrentAttempt(WorkflowExecutionInfo workflow, PendingActivityInfo activity) {
    WorkflowExecution run = workflow.getExecution();
    String type = activity.getActivityType().getName();
    stub()
        .respondActivityTaskFailedById(
            RespondActivityTaskFailedByIdRequest.newBuilder()
                .setNamespace(client.getNamespace())
                .setIdentity(client.getIdentity())
                .setWorkflowId(run.getWorkflowId())
                .setRunId(run.getRunId())
                .setActivityId(activity.getActivityId())
                .setFailure(failure(run.getWorkflowId(), workflow.getType().getName(), type))
                .build());
    logReturned(run.getWorkflowId(), type);
  }

  private Failure failure(String workflowId, String workflowType, String activity) {
    return client
        .getDataConverter()
        .withContext(
            new ActivitySerializationContext(
                client.getNamespace(), workflowId, workflowType, activity, "", false))
        .exceptionToFailure(LetGo.of(activity));
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
    logReturned(task.workflowId(), "");
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
