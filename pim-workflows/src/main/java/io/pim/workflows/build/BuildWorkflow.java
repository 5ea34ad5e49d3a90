package io.pim.workflows.build;

import io.pim.model.plan.Plan;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildSoFar;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.BuildTerms;
import io.pim.workflows.message.RetryAnswer;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** One run of a plan, from claiming a host to registering the image. */
@WorkflowInterface
public interface BuildWorkflow {
  /** The workflow type's name. */
  String TYPE = "Build";

  /**
   * Builds an image.
   *
   * @param soFar what the build carries over from an earlier history; null when it has just been
   *     started
   */
  @WorkflowMethod(name = TYPE)
  BuildResult build(BuildRequest request, BuildSoFar soFar);

  @QueryMethod(description = "Every step with its state, and what went wrong")
  BuildStatus status();

  @QueryMethod(description = "The plan this build runs")
  Plan plan();

  @QueryMethod(description = "The choices for this build besides its plan")
  BuildTerms terms();

  /** Continues with a new plan, from its first step whose layer does not exist. */
  @UpdateMethod(description = "Continue with the current plan")
  RetryAnswer retryWith(BuildRequest request);

  @UpdateValidatorMethod(updateName = "retryWith")
  void checkRetry(BuildRequest request);

  /** As {@link #retryWith} with the same plan; the Web UI can send it, because it has no input. */
  @SignalMethod(name = "retry", description = "Run the failed step again, unchanged")
  void retry();

  @SignalMethod(name = "abort", description = "End a held build as failed")
  void abort();
}
