package io.pim.cli.client;

import io.pim.workflows.deploy.DeployWorkflow;
import io.temporal.client.WorkflowClient;
import java.util.Comparator;
import java.util.stream.Stream;

/** The deployments that the Temporal service knows, newest first. */
final class DeploymentList {
  private final WorkflowList workflows;

  DeploymentList(WorkflowClient client) {
    this.workflows = new WorkflowList(client, DeployWorkflow.TYPE);
  }

  /** Whether any deployment has not ended. */
  boolean anyOpen() {
    return open().findAny().isPresent();
  }

  /** The deployments that have not ended. */
  Stream<DeploymentRow> open() {
    return workflows
        .select("WorkflowType='" + DeployWorkflow.TYPE + "' AND ExecutionStatus='Running'")
        .filter(facts -> !facts.state().isEnded())
        .map(DeploymentRow::of);
  }

  /** The deployments that a filter accepts. */
  Stream<DeploymentRow> deployments(DeploymentFilter filter) {
    return workflows
        .select(filter.query())
        .map(DeploymentRow::of)
        .filter(filter::lets)
        .sorted(Comparator.comparing(DeploymentRow::startedAt).reversed());
  }
}
