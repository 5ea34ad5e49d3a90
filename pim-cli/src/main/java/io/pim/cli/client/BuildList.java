package io.pim.cli.client;

import io.pim.workflows.build.BuildWorkflow;
import io.temporal.client.WorkflowClient;
import java.util.Comparator;
import java.util.stream.Stream;

/** The builds that the Temporal service knows, newest first. */
final class BuildList {
  private final WorkflowList workflows;

  BuildList(WorkflowClient client) {
    this.workflows = new WorkflowList(client, BuildWorkflow.TYPE);
  }

  /** The builds that a filter accepts. */
  Stream<BuildRow> builds(BuildFilter filter) {
    return select(filter.query()).filter(filter::lets);
  }

  /** Whether any build has not ended. */
  boolean anyOpen() {
    return select("WorkflowType='" + BuildWorkflow.TYPE + "' AND ExecutionStatus='Running'")
        .anyMatch(row -> !row.state().isEnded());
  }

  /** All runs of one workflow, and so all builds of one profile and architecture. */
  Stream<BuildRow> runs(String workflowId) {
    return select("WorkflowId = " + BuildFilter.quoted(workflowId))
        .filter(row -> row.workflowId().equals(workflowId));
  }

  private Stream<BuildRow> select(String query) {
    return workflows
        .select(query)
        .map(BuildRows::of)
        .sorted(Comparator.comparing(BuildRow::startedAt).reversed());
  }
}
