package io.pim.cli.client;

import io.pim.workflows.message.BuildStatus;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.common.converter.DataConverter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Looks at builds: what the Temporal service knows, and what the workflow itself says. */
public final class BuildObserver {
  private static final long SERVICE_SECONDS = 5;

  private final WorkflowClient client;
  private final BuildQueries queries;
  private final PendingSteps steps;

  public BuildObserver(WorkflowClient client) {
    this.client = client;
    this.queries = new BuildQueries(client);
    this.steps = new PendingSteps(client);
  }

  /** A look at the build; without the workflow's answer where no worker gives one. */
  public Observation observe(BuildRef build) {
    DescribeWorkflowExecutionResponse description = describe(build);
    Optional<BuildStatus> status = queries.status(build);
    return new Observation(
        row(description),
        status,
        description.getPendingActivitiesList().stream()
            .map(info -> steps.of(info, row(description)))
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

  private DataConverter converter() {
    return client.getOptions().getDataConverter();
  }
}
