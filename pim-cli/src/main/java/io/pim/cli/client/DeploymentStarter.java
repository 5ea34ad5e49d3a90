package io.pim.cli.client;

import io.pim.workflows.deploy.DeployLabels;
import io.pim.workflows.deploy.DeployWorkflow;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
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
    return WorkflowOptions.newBuilder()
        .setWorkflowId(request.id().workflowId())
        .setTaskQueue(TaskQueues.WORKFLOWS)
        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
        .setStaticSummary(labels.summary())
        .setMemo(labels.memo())
        .setTypedSearchAttributes(labels.attributes())
        .build();
  }
}
