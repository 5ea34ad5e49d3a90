package io.pim.workflows.message;

import io.pim.model.files.DeploymentId;
import java.util.Optional;

/**
 * Whether a build has started one of the deployments that were ordered with it.
 *
 * @param id the deployment; empty when it was not started
 * @param problem why it was not started; empty when it was
 */
public record DeployStart(String target, Optional<DeploymentId> id, String problem) {
  public static DeployStart of(DeploymentId id) {
    return new DeployStart(id.target(), Optional.of(id), "");
  }

  public static DeployStart not(String target, String problem) {
    return new DeployStart(target, Optional.empty(), problem);
  }
}
