package io.pim.cli.build;

import io.pim.workflows.activity.StepProgress;
import io.pim.workflows.message.BuildStatus;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Looks at builds: what the Temporal service knows, and what the workflow itself says. */
public final class BuildObserver {
  private static final long SERVICE_SECONDS = 5;

  private final WorkflowClient client;
  private final BuildQueries queries;
  private final HostWait hosts;

  public BuildObserver(WorkflowClient client) {
    this.client = client;
    this.queries = new BuildQueries(client);
    this.hosts = new HostWait(client);
  }

  /** A look at the build; without the workflow's answer where no worker gives one. */
  public Observation observe(BuildRef build) {
    DescribeWorkflowExecutionResponse description = describe(build);
    Optional<BuildStatus> status = queries.status(build);
    return new Observation(
        row(description),
        status,
        description.getPendingActivitiesList().stream()
            .map(info -> pending(info, row(description)))
            .toList());
  }

  /** What the service knows by itself, which needs no worker. */
  public BuildRow row(BuildRef build) {
    return row(describe(build));
  }

  private BuildRow row(DescribeWorkflowExecutionResponse description) {
    return BuildRows.of(
        new WorkflowExecutionMetadata(description.getWorkflowExecutionInfo(), converter()));
  }

  private DescribeWorkflowExecutionResponse describe(BuildRef build) {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(SERVICE_SECONDS, TimeUnit.SECONDS)
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setExecution(build.execution())
                .build());
  }

  private PendingStep pending(PendingActivityInfo info, BuildRow row) {
    boolean started = info.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED;
    // Between two attempts it waits for nobody.
    boolean waits =
        info.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
            && !(info.getAttempt() > 1 && info.hasLastFailure());
    return new PendingStep(
        info.getActivityType().getName(),
        started,
        info.getAttempt(),
        progress(info),
        waits ? hosts.waitsFor(row) : "",
        info.hasLastFailure() ? info.getLastFailure().getMessage() : "");
  }

  private Optional<StepProgress> progress(PendingActivityInfo info) {
    if (!info.hasHeartbeatDetails() || info.getHeartbeatDetails().getPayloadsCount() == 0) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(
          converter()
              .fromPayloads(
                  0,
                  Optional.of(info.getHeartbeatDetails()),
                  StepProgress.class,
                  StepProgress.class));
    } catch (DataConverterException e) {
      // A worker of another version: the step is shown without its progress.
      return Optional.empty();
    }
  }

  private DataConverter converter() {
    return client.getOptions().getDataConverter();
  }
}
