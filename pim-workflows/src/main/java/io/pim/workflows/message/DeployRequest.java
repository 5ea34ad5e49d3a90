package io.pim.workflows.message;

import io.pim.model.deploy.DeployPlan;
import io.pim.model.files.DeploymentId;
import io.pim.model.secret.SealedBlob;

/**
 * The one argument of a deployment.
 *
 * @param secrets the secret values of the target's settings, sealed
 */
public record DeployRequest(
    DeploymentId id, DeployPlan plan, SealedBlob secrets, OnFailure onFailure) {

  /**
   * The text to which a deployment's sealed secrets are bound: they cannot be opened for another
   * plan or deployment.
   */
  public static String bound(DeploymentId id, DeployPlan plan) {
    return "secrets of deployment " + id + ", plan " + plan.digest();
  }
}
