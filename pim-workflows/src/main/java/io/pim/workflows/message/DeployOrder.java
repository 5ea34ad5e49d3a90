package io.pim.workflows.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.files.BuildId;
import io.pim.model.json.Json;
import io.pim.model.secret.SealedBlob;
import io.pim.model.unit.Sha256;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A deployment that a build starts once its image is registered. The image is not known before, so
 * this is a deployment's plan without it.
 *
 * @param type the target's type, such as {@code directory}
 * @param settings the target's settings without secret values
 * @param keep how many deployments of the profile and architecture stay on the target
 * @param trial whether the target boots the image before the switch
 * @param secrets the secret values of the target's settings, sealed
 * @param onFailure the reaction to a failed step
 */
public record DeployOrder(
    String target,
    String type,
    Map<String, Object> settings,
    int keep,
    boolean trial,
    SealedBlob secrets,
    OnFailure onFailure) {

  public DeployOrder {
    settings = new LinkedHashMap<>(settings);
  }

  /**
   * The text to which an order's sealed secrets are bound: they cannot be opened for another build
   * or other settings.
   */
  public static String bound(
      BuildId build, String target, String type, Map<String, Object> settings) {
    try {
      return "secrets of target "
          + target
          + ", type "
          + type
          + ", for build "
          + build
          + ", settings "
          + Sha256.ofBytes(Json.mapper().writeValueAsBytes(settings));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
