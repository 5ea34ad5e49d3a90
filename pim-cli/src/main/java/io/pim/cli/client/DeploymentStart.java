package io.pim.cli.client;

import io.pim.model.deploy.DeployPlan;
import java.util.Optional;

/**
 * The result of a request to start a deployment.
 *
 * @param deployment the new one, or the one that is already running
 * @param running the plan of the one that is already running
 */
public record DeploymentStart(DeploymentRef deployment, Optional<DeployPlan> running) {
  /** Whether the request started the deployment. */
  public boolean isNew() {
    return running.isEmpty();
  }
}
