package io.pim.cli.build;

import io.pim.workflows.build.BuildRequest;
import io.pim.workflows.build.BuildWorkflow;
import io.pim.workflows.build.RetryAnswer;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowTargetOptions;

/** Tells a build that has been started what to do. */
public final class BuildControl {
  private final WorkflowClient client;

  public BuildControl(WorkflowClient client) {
    this.client = client;
  }

  /** Asks the build to end; it cleans up first. */
  public void cancel(BuildRef build) {
    client.newUntypedWorkflowStub(target(build)).cancel();
  }

  /** Ends a held build as failed. */
  public void abort(BuildRef build) {
    client.newWorkflowStub(BuildWorkflow.class, target(build)).abort();
  }

  /** Has a held build go on with a new plan. */
  public RetryAnswer retry(BuildRef build, BuildRequest request) {
    return client.newWorkflowStub(BuildWorkflow.class, target(build)).retryWith(request);
  }

  private static WorkflowTargetOptions target(BuildRef build) {
    return WorkflowTargetOptions.newBuilder().setWorkflowExecution(build.execution()).build();
  }
}
