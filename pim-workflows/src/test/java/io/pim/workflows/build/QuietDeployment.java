package io.pim.workflows.build;

import io.pim.model.deploy.DeployPlan;
import io.pim.workflows.deploy.DeployWorkflow;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.DeploySoFar;
import io.pim.workflows.message.DeployStatus;
import io.pim.workflows.message.DeployTerms;
import io.pim.workflows.message.RetryAnswer;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;

/** A deployment that does nothing until it is aborted; it shows which build has started it. */
public final class QuietDeployment implements DeployWorkflow {
  private final DeployRequest request;
  private boolean abort;

  @WorkflowInit
  public QuietDeployment(DeployRequest request, DeploySoFar soFar) {
    this.request = request;
  }

  @Override
  public DeployResult deploy(DeployRequest unused, DeploySoFar soFar) {
    Workflow.await(() -> abort);
    return DeployResult.NONE;
  }

  @Override
  public DeployStatus status() {
    throw new UnsupportedOperationException("it has no steps");
  }

  @Override
  public DeployPlan plan() {
    return request.plan();
  }

  @Override
  public DeployTerms terms() {
    return request.terms();
  }

  @Override
  public RetryAnswer retryWith(DeployRequest unused) {
    throw new UnsupportedOperationException("it is never held");
  }

  @Override
  public void checkRetry(DeployRequest unused) {}

  @Override
  public void retry() {}

  @Override
  public void abort() {
    abort = true;
  }
}
