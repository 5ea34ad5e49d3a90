package io.pim.cli.client;

import io.pim.model.deploy.DeployPlan;
import io.pim.workflows.deploy.DeployWorkflow;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.queue.TaskQueues;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributes;
import java.util.Map;
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
    DeployPlan plan = request.plan();
    String id = request.id().text();
    return WorkflowOptions.newBuilder()
        .setWorkflowId(request.id().workflowId())
        .setTaskQueue(TaskQueues.WORKFLOWS)
        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
        .setStaticSummary(
            plan.act().title() + " " + plan.image().name() + ", target " + plan.target())
        .setMemo(Map.of(BuildAttributes.DEPLOYMENT_ID_MEMO, id))
        .setTypedSearchAttributes(
            // Set at the start, so that lists also contain one that no worker has seen yet.
            SearchAttributes.newBuilder()
                .set(BuildAttributes.PROFILE, request.id().profile())
                .set(BuildAttributes.ARCHITECTURE, request.id().architecture().id())
                .set(BuildAttributes.STATE, BuildState.WAITING.name())
                .set(BuildAttributes.STEP, plan.steps().get(0).id())
                .set(BuildAttributes.HOST, plan.image().host())
                .set(BuildAttributes.IMAGE, plan.image().name())
                .set(BuildAttributes.TARGET, plan.target())
                .build())
        .build();
  }
}
