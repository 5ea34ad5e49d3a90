package io.pim.cli.client;

import io.pim.model.plan.Plan;
import io.pim.workflows.build.BuildWorkflow;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributes;
import java.util.Map;
import java.util.Optional;

/** Starts builds: one at a time for a profile and architecture. */
final class BuildStarter {
  private final WorkflowClient client;

  BuildStarter(WorkflowClient client) {
    this.client = client;
  }

  /** Starts a build, unless one of the same profile and architecture is running. */
  StartAnswer start(BuildRequest request) {
    WorkflowStub stub =
        client.newUntypedWorkflowStub(
            BuildWorkflow.TYPE, options(request.buildId().text(), request));
    try {
      WorkflowExecution started = stub.start(request);
      return new StartAnswer(
          new BuildRef(request.buildId().text(), started.getWorkflowId(), started.getRunId()),
          Optional.empty());
    } catch (WorkflowExecutionAlreadyStarted e) {
      WorkflowExecution running = e.getExecution();
      BuildRef ref =
          new BuildObserver(client)
              .row(new BuildRef("", running.getWorkflowId(), running.getRunId()))
              .ref();
      return new StartAnswer(ref, Optional.of(new BuildQueries(client).plan(ref)));
    }
  }

  private static WorkflowOptions options(String buildId, BuildRequest request) {
    Plan plan = request.plan();
    return WorkflowRuns.onceAtATime(request.buildId().workflowId())
        .setStaticSummary(plan.profile() + " " + plan.architecture() + ": " + buildId)
        .setMemo(Map.of(BuildAttributes.BUILD_ID_MEMO, buildId))
        .setTypedSearchAttributes(
            // Set at the start, so that lists also contain a build that no worker has seen yet.
            SearchAttributes.newBuilder()
                .set(BuildAttributes.PROFILE, plan.profile())
                .set(BuildAttributes.ARCHITECTURE, plan.architecture().id())
                .set(BuildAttributes.STATE, BuildState.WAITING.name())
                .set(BuildAttributes.STEP, plan.steps().get(0).name())
                .set(BuildAttributes.HOST, "")
                .set(BuildAttributes.IMAGE, "")
                .build())
        .build();
  }
}
