package io.pim.workflows.message;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.files.DeploymentId;
import io.pim.model.secret.SealedBlob;
import java.util.Optional;

/**
 * The one argument of a deployment.
 *
 * @param secrets the secret values of the target's settings, sealed
 * @param project the folder with the target's configuration, on the host of the person; empty text
 *     for none but the person's own; missing if a build started it, and in requests of an older PIM
 */
public record DeployRequest(
    DeploymentId id,
    DeployPlan plan,
    SealedBlob secrets,
    OnFailure onFailure,
    Optional<String> project) {

  @SuppressWarnings("OptionalAssignedToNull") // The field is missing in the JSON.
  public DeployRequest {
    project = project == null ? Optional.empty() : project;
  }

  /** A request whose project is not known. */
  public DeployRequest(DeploymentId id, DeployPlan plan, SealedBlob secrets, OnFailure onFailure) {
    this(id, plan, secrets, onFailure, Optional.empty());
  }

  /** The choices of this request besides its plan. */
  @JsonIgnore
  public DeployTerms terms() {
    return new DeployTerms(onFailure, project);
  }

  /**
   * The text to which a deployment's sealed secrets are bound: they cannot be opened for another
   * plan or deployment.
   */
  public static String bound(DeploymentId id, DeployPlan plan) {
    return "secrets of deployment " + id + ", plan " + plan.digest();
  }
}
