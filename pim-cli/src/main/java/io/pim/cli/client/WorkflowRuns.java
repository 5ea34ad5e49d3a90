package io.pim.cli.client;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.tools.process.Deadline;
import io.pim.worker.connection.WorkflowDescriptions;
import io.pim.workflows.message.RetryAnswer;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.client.WorkflowUpdateException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Finds the newest run of a workflow, and sends to it. A long workflow continues in new runs. */
final class WorkflowRuns {
  private static final Duration SERVICE_ANSWER = Duration.ofSeconds(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final WorkflowClient client;

  WorkflowRuns(WorkflowClient client) {
    this.client = client;
  }

  /** The newest run after this one, or this one. */
  DescribeWorkflowExecutionResponse newest(WorkflowExecution run) {
    DescribeWorkflowExecutionResponse description = describe(run);
    while (WorkflowFacts.isContinued(description.getWorkflowExecutionInfo().getStatus())) {
      description = describe(next(description.getWorkflowExecutionInfo().getExecution()));
    }
    return description;
  }

  /** The facts of a run. */
  WorkflowFacts facts(DescribeWorkflowExecutionResponse description) {
    return new WorkflowFacts(metadata(description), client);
  }

  /** A description as the SDK shows it, with memo and search attributes. */
  WorkflowExecutionMetadata metadata(DescribeWorkflowExecutionResponse description) {
    return new WorkflowExecutionMetadata(
        description.getWorkflowExecutionInfo(), client.getOptions().getDataConverter());
  }

  /**
   * Sends to the newest run. If a run ends at this moment, the message goes to the next one.
   *
   * @param message sends to a run
   */
  <T> T onNewest(WorkflowExecution first, Function<WorkflowExecution, T> message) {
    WorkflowExecution run = first;
    while (true) {
      try {
        return message.apply(run);
      } catch (RuntimeException e) {
        WorkflowExecution newest = newest(run).getWorkflowExecutionInfo().getExecution();
        if (newest.getRunId().equals(run.getRunId())) {
          throw e;
        }
        run = newest;
      }
    }
  }

  /**
   * Sends a retry to the newest run.
   *
   * @param retry sends it to a run
   * @param subject the words for it at the beginning of a sentence
   * @param show the command that shows its state
   * @throws io.pim.cli.output.CommandFailure when it does not accept that
   */
  RetryAnswer retry(
      WorkflowExecution first,
      Function<WorkflowExecution, RetryAnswer> retry,
      String subject,
      String show) {
    try {
      return onNewest(first, retry);
    } catch (WorkflowUpdateException e) {
      // Somebody else was faster, or it has continued since.
      throw Complaint.of(ExitStatus.FAILED, subject + " does not accept the retry.")
          .because(e.getCause() == null ? e.getMessage() : e.getCause().getMessage())
          .advise("See its state: " + show)
          .failure(e);
    }
  }

  /** Cancels the newest run; it cleans up before it ends. */
  void cancel(WorkflowExecution first) {
    // Not through WorkflowStub, which would wait a minute when the service does not answer.
    onNewest(
        first,
        run ->
            client
                .getWorkflowServiceStubs()
                .blockingStub()
                .withDeadlineAfter(SERVICE_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .requestCancelWorkflowExecution(
                    RequestCancelWorkflowExecutionRequest.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .setWorkflowExecution(run)
                        .setRequestId(UUID.randomUUID().toString())
                        .setIdentity(client.getOptions().getIdentity())
                        .build()));
  }

  /** The options of a workflow that runs once at a time: the service refuses a second. */
  static WorkflowOptions.Builder onceAtATime(String workflowId) {
    return WorkflowOptions.newBuilder()
        .setWorkflowId(workflowId)
        .setTaskQueue(TaskQueues.WORKFLOWS)
        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE);
  }

  /** For a stub of exactly this run. */
  static WorkflowTargetOptions target(WorkflowExecution run) {
    return WorkflowTargetOptions.newBuilder().setWorkflowExecution(run).build();
  }

  private WorkflowExecution next(WorkflowExecution run) {
    Deadline deadline = Deadline.in(SERVICE_ANSWER);
    List<HistoryEvent> end = closeEvent(run);
    // The in-memory server says that a run has ended a moment before its history does.
    while (end.isEmpty() && !deadline.isOver()) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      end = closeEvent(run);
    }
    return end.stream()
        .map(
            event ->
                event.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId())
        .map(runId -> run.toBuilder().setRunId(runId).build())
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("run " + run.getRunId() + " has no event of its end"));
  }

  private List<HistoryEvent> closeEvent(WorkflowExecution run) {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(SERVICE_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setExecution(run)
                .setHistoryEventFilterType(
                    HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
                .build())
        .getHistory()
        .getEventsList();
  }

  /** A run. */
  DescribeWorkflowExecutionResponse describe(WorkflowExecution run) {
    return WorkflowDescriptions.in(client, SERVICE_ANSWER).of(run);
  }
}
