package io.pim.model.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a deployment needs, with all choices made: pure data without secrets, readable in
 * Temporal's history. The secrets are in the {@link DeploySecrets}, which travel sealed.
 *
 * @param format the version of this record's shape
 * @param target the name of the target
 * @param type the target's type, such as {@code directory}
 * @param settings the target's settings without secret values
 * @param image what is deployed; for a rollback, the image that is switched back to; for a removal,
 *     the image of the newest deployment
 * @param rollbackTo the deployment that a rollback switches to; empty for other acts
 * @param keep how many deployments of the profile and architecture stay on the target
 * @param trial whether the target boots the image before the switch
 */
public record DeployPlan(
    int format,
    DeployAct act,
    String target,
    String type,
    Map<String, Object> settings,
    DeployedImage image,
    Optional<DeploymentId> rollbackTo,
    int keep,
    boolean trial,
    List<DeployStep> steps) {

  public static final int FORMAT = 1;

  public DeployPlan {
    settings = new LinkedHashMap<>(settings);
    steps = List.copyOf(steps);
  }

  /** A plan with the steps of its act. */
  public static DeployPlan of(
      DeployAct act,
      String target,
      String type,
      Map<String, Object> settings,
      DeployedImage image,
      Optional<DeploymentId> rollbackTo,
      int keep,
      boolean trial) {
    return new DeployPlan(
        FORMAT,
        act,
        target,
        type,
        settings,
        image,
        rollbackTo,
        keep,
        trial,
        DeployStep.of(act, trial));
  }

  /** Identifies exactly this plan. */
  public Sha256 digest() {
    try {
      return Sha256.ofBytes(Json.mapper().writeValueAsBytes(this));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
