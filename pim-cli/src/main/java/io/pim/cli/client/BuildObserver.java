package io.pim.cli.client;

import io.pim.workflows.message.BuildStatus;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import java.util.Optional;

/** Combines what the Temporal service and the workflow report about a build. */
final class BuildObserver {
  private final WorkflowRuns runs;
  private final BuildQueries queries;
  private final PendingSteps steps;

  BuildObserver(WorkflowClient client) {
    this.runs = new WorkflowRuns(client);
    this.queries = new BuildQueries(client);
    this.steps = new PendingSteps(client);
  }

  /** Observes the build. The workflow's part is missing while no worker answers. */
  Observation<BuildRow, BuildStatus> observe(BuildRef build) {
    DescribeWorkflowExecutionResponse description = runs.newest(build.execution());
    BuildRow row = BuildRows.of(runs.facts(description));
    Optional<BuildStatus> status = queries.status(row.ref());
    return new Observation<>(
        row,
        status,
        description.getPendingActivitiesList().stream().map(info -> steps.of(info, row)).toList());
  }

  /** The service's own part, which needs no worker. */
  BuildRow row(BuildRef build) {
    return BuildRows.of(runs.facts(runs.newest(build.execution())));
  }
}
