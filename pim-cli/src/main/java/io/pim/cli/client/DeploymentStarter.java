package io.pim.cli.client;

import io.pim.workflows.deploy.DeployLabels;
import io.pim.workflows.deploy.DeployWorkflow;
import io.pim.workflows.message.DeployRequest;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.util.Optional;

/** Starts deployments: one at a time for a target, profile and architecture. */
final class DeploymentStarter {
  private final WorkflowClient client;

  DeploymentStarter(WorkflowClient client) {
    this.client = client;
  }

  /** Starts a deployment, unless one of the same target, profile and architecture is running. */
  DeploymentStart start(DeployRequest request) {
    WorkflowStub stub = client.newUntypedWorkflowStub(DeployWorkflow.TYPE, options(request));
    try {
      WorkflowExecution started = stub.start(request);
      return new DeploymentStart(
          new DeploymentRef(request.id().text(), started.getWorkflowId(), started.getRunId()),
          Optional.empty());
    } catch (WorkflowExecutionAlreadyStarted e) {
      WorkflowRuns runs = new WorkflowRuns(client);
      DeploymentRef ref = DeploymentRow.of(runs.facts(runs.newest(e.getExecution()))).ref();
      return new DeploymentStart(ref, Optional.of(new DeployRuns(client).plan(ref)));
    }
  }

  private static WorkflowOptions options(DeployRequest request) {
    DeployLabels labels = new DeployLabels(request);
    return WorkflowRuns.onceAtATime(request.id().workflowId())
        .setStaticSummary(labels.summary())
        .setMemo(labels.memo())
        .setTypedSearchAttributes(labels.attributes())
        .build();
  }
}
