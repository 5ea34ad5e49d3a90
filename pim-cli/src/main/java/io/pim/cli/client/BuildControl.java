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
import java.util.function.Function;

/** Sends commands to a running or held build. */
public final class BuildControl {
  private static final long SERVICE_SECONDS = 5;

  private final WorkflowClient client;

  public BuildControl(WorkflowClient client) {
    this.client = client;
  }

  /** Cancels the build; it cleans up before it ends. */
  public void cancel(BuildRef build) {
    onNewestRun(
        build,
        run -> {
          cancelRun(run);
          return run;
        });
  }

  private void cancelRun(BuildRef run) {
    // Not through WorkflowStub, which would wait a minute when the service does not answer.
    client
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(SERVICE_SECONDS, TimeUnit.SECONDS)
        .requestCancelWorkflowExecution(
            RequestCancelWorkflowExecutionRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setWorkflowExecution(run.execution())
                .setRequestId(UUID.randomUUID().toString())
                .setIdentity(client.getOptions().getIdentity())
                .build());
  }

  /** Ends a held build as failed. */
  public void abort(BuildRef build) {
    onNewestRun(
        build,
        run -> {
          client.newWorkflowStub(BuildWorkflow.class, target(run)).abort();
          return run;
        });
  }

  /**
   * Continues a held build with a new plan.
   *
   * @throws io.pim.cli.output.CommandFailure when the build does not accept it
   */
  public RetryAnswer retry(BuildRef build, BuildRequest request) {
    try {
      return onNewestRun(
          build,
          run -> client.newWorkflowStub(BuildWorkflow.class, target(run)).retryWith(request));
    } catch (WorkflowUpdateException e) {
      // Somebody else was faster, or the build has continued since.
      throw Complaint.of(
              ExitStatus.FAILED, "Build " + build.buildId() + " does not accept the retry.")
          .because(e.getCause() == null ? e.getMessage() : e.getCause().getMessage())
          .advise("See its state: pim build show " + build.buildId())
          .failure(e);
    }
  }

  /**
   * Sends to the newest run of the build. A long build continues in a new run; if a run ends at
   * this moment, the message goes to the next one.
   */
  private <T> T onNewestRun(BuildRef build, Function<BuildRef, T> message) {
    BuildObserver observer = new BuildObserver(client);
    BuildRef run = build;
    while (true) {
      try {
        return message.apply(run);
      } catch (RuntimeException e) {
        BuildRef newest = observer.row(run).ref();
        if (newest.runId().equals(run.runId())) {
          throw e;
        }
        run = newest;
      }
    }
  }

  private static WorkflowTargetOptions target(BuildRef build) {
    return WorkflowTargetOptions.newBuilder().setWorkflowExecution(build.execution()).build();
  }
}
