package io.pim.workflows.deploy;

import io.pim.model.deploy.DeployPlan;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.DeploySoFar;
import io.pim.workflows.message.DeployStatus;
import io.pim.workflows.message.DeployTerms;
import io.pim.workflows.message.RetryAnswer;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** One run of a deployment plan, from finding the image to removing older deployments. */
@WorkflowInterface
public interface DeployWorkflow {
  /** The workflow type's name. */
  String TYPE = "Deploy";

  /**
   * Deploys an image, rolls back, or removes deployments.
   *
   * @param soFar what the deployment carries over from an earlier history; null when it has just
   *     been started
   */
  @WorkflowMethod(name = TYPE)
  DeployResult deploy(DeployRequest request, DeploySoFar soFar);

  @QueryMethod(description = "Every step with its state, and what went wrong")
  DeployStatus status();

  @QueryMethod(description = "The plan this deployment runs")
  DeployPlan plan();

  @QueryMethod(description = "The choices for this deployment besides its plan")
  DeployTerms terms();

  /** Continues with new settings and secrets; the image and the target stay the same. */
  @UpdateMethod(description = "Continue with the current settings of the target")
  RetryAnswer retryWith(DeployRequest request);

  @UpdateValidatorMethod(updateName = "retryWith")
  void checkRetry(DeployRequest request);

  /** For the Web UI, which can send it without input. */
  @SignalMethod(name = "retry", description = "Run the failed step again, unchanged")
  void retry();

  @SignalMethod(name = "abort", description = "End a held deployment as failed")
  void abort();
}
