package io.pim.cli.client;

import io.pim.tools.process.Deadline;
import io.pim.workflows.message.BuildStatus;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.common.converter.DataConverter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Combines what the Temporal service and the workflow report about a build. */
final class BuildObserver {
  private static final long SERVICE_SECONDS = 5;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final WorkflowClient client;
  private final BuildQueries queries;
  private final PendingSteps steps;

  BuildObserver(WorkflowClient client) {
    this.client = client;
    this.queries = new BuildQueries(client);
    this.steps = new PendingSteps(client);
  }

  /** Observes the build. The workflow's part is missing while no worker answers. */
  Observation observe(BuildRef build) {
    DescribeWorkflowExecutionResponse description = describe(build);
    BuildRow row = row(description);
    Optional<BuildStatus> status = queries.status(row.ref());
    return new Observation(
        row,
        status,
        description.getPendingActivitiesList().stream().map(info -> steps.of(info, row)).toList());
  }

  /** The service's own part, which needs no worker. */
  BuildRow row(BuildRef build) {
    return row(describe(build));
  }

  private BuildRow row(DescribeWorkflowExecutionResponse description) {
    return BuildRows.of(
        new WorkflowExecutionMetadata(description.getWorkflowExecutionInfo(), converter()), client);
  }

  /** The newest run of the build: a long build continues in a new history. */
  private DescribeWorkflowExecutionResponse describe(BuildRef build) {
    DescribeWorkflowExecutionResponse description = describe(build.execution());
    while (BuildRows.isContinued(description.getWorkflowExecutionInfo().getStatus())) {
      description = describe(next(description.getWorkflowExecutionInfo().getExecution()));
    }
    return description;
  }

  private WorkflowExecution next(WorkflowExecution run) {
    Deadline deadline = Deadline.in(Duration.ofSeconds(SERVICE_SECONDS));
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
        .withDeadlineAfter(SERVICE_SECONDS, TimeUnit.SECONDS)
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

  private DescribeWorkflowExecutionResponse describe(WorkflowExecution run) {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(SERVICE_SECONDS, TimeUnit.SECONDS)
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setExecution(run)
                .build());
  }

  private DataConverter converter() {
    return client.getOptions().getDataConverter();
  }
}
