package io.pim.cli.build;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.workflows.build.BuildWorkflow;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.RetryAnswer;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.client.WorkflowUpdateException;

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

  /**
   * Has a held build go on with a new plan.
   *
   * @throws io.pim.cli.output.CommandFailure when it does not take it
   */
  public RetryAnswer retry(BuildRef build, BuildRequest request) {
    try {
      return client.newWorkflowStub(BuildWorkflow.class, target(build)).retryWith(request);
    } catch (WorkflowUpdateException e) {
      // Someone else was first, or the build has gone on since.
      throw Complaint.of(
              ExitStatus.FAILED, "Build " + build.buildId() + " does not take the retry.")
          .because(e.getCause() == null ? e.getMessage() : e.getCause().getMessage())
          .advise("See where it stands: pim build show " + build.buildId())
          .failure(e);
    }
  }

  private static WorkflowTargetOptions target(BuildRef build) {
    return WorkflowTargetOptions.newBuilder().setWorkflowExecution(build.execution()).build();
  }
}
