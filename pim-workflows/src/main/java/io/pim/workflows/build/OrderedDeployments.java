package io.pim.workflows.build;

import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.DeployOrderActivities;
import io.pim.workflows.activity.DeployOrderRef;
import io.pim.workflows.deploy.DeployLabels;
import io.pim.workflows.deploy.DeployWorkflow;
import io.pim.workflows.failure.Failures;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.DeployOrder;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.DeployStart;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.ChildWorkflowStub;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts the deployments that were ordered with a build, each once. They outlive the build, and the
 * image exists whether they start or not, so a deployment that does not start is only reported.
 */
final class OrderedDeployments {
  /** By target. A build that has lost its image with its host finds its deployments here. */
  private final Map<String, DeployStart> started = new HashMap<>();

  /** Starts all of them, in their order, on the host that has the image. */
  List<DeployStart> start(BuildRequest request, BuildResult image) {
    List<DeployStart> starts = new ArrayList<>();
    for (DeployOrder order : request.deploy()) {
      DeployStart start = started.get(order.target());
      if (start == null) {
        start = start(request, order, image);
        if (start.id().isPresent()) {
          started.put(order.target(), start);
        }
      }
      starts.add(start);
    }
    return starts;
  }

  private static DeployStart start(BuildRequest request, DeployOrder order, BuildResult image) {
    try {
      return start(requestFor(request, order, image));
    } catch (ActivityFailure e) {
      if (e.getCause() instanceof CanceledFailure) {
        throw e;
      }
      return DeployStart.not(order.target(), Failures.of(e, image.host()).what());
    }
  }

  private static DeployRequest requestFor(
      BuildRequest request, DeployOrder order, BuildResult image) {
    return Workflow.newActivityStub(
            DeployOrderActivities.class,
            ActivityLimits.step(image.host(), "order for target " + order.target()))
        .requestFor(
            new DeployOrderRef(
                request.buildId(),
                request.plan().profile(),
                image.image(),
                order,
                Instant.ofEpochMilli(Workflow.currentTimeMillis())));
  }

  private static DeployStart start(DeployRequest deployment) {
    DeployLabels labels = new DeployLabels(deployment);
    ChildWorkflowStub child =
        Workflow.newUntypedChildWorkflowStub(
            DeployWorkflow.TYPE,
            ChildWorkflowOptions.newBuilder()
                .setWorkflowId(deployment.id().workflowId())
                .setTaskQueue(TaskQueues.WORKFLOWS)
                .setWorkflowIdReusePolicy(
                    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                .setCancellationType(ChildWorkflowCancellationType.ABANDON)
                .setStaticSummary(labels.summary())
                .setMemo(labels.memo())
                .setTypedSearchAttributes(labels.attributes())
                .build());
    // The build does not wait for its result.
    child.executeAsync(Void.class, deployment);
    try {
      child.getExecution().get();
      return DeployStart.of(deployment.id());
    } catch (ChildWorkflowFailure e) {
      if (e.getCause() instanceof CanceledFailure cancelled) {
        throw cancelled;
      }
      if (e.getCause() instanceof WorkflowExecutionAlreadyStarted) {
        return DeployStart.not(
            deployment.plan().target(),
            "another deployment of " + deployment.id().profile() + " to it has not ended");
      }
      throw e;
    }
  }
}
