package io.pim.cli.client;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.workflows.build.BuildWorkflow;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.RetryAnswer;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.client.WorkflowUpdateException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Tells a build that has been started what to do. */
public final class BuildControl {
  private static final long SERVICE_SECONDS = 5;

  private final WorkflowClient client;

  public BuildControl(WorkflowClient client) {
    this.client = client;
  }

  /** Asks the build to end; it cleans up first. */
  public void cancel(BuildRef build) {
    // Not through WorkflowStub, which would ask for a minute where no service answers.
    client
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(SERVICE_SECONDS, TimeUnit.SECONDS)
        .requestCancelWorkflowExecution(
            RequestCancelWorkflowExecutionRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setWorkflowExecution(build.execution())
                .setRequestId(UUID.randomUUID().toString())
                .setIdentity(client.getOptions().getIdentity())
                .build());
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
