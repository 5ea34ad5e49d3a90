package io.pim.host.deploy.file;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.TargetDeployment;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A finished deployment, as {@code deployment.json} beside its files describes it.
 *
 * @param format the version of this record's shape
 * @param file the path of the image's file, from the deployment's folder
 * @param size of that file, in bytes
 * @param sha256 of that file
 * @param planKey the image key of the plan it was built from
 */
public record DeploymentDescription(
    int format,
    DeploymentId deployment,
    String target,
    String image,
    String profile,
    Architecture architecture,
    Firmware firmware,
    String file,
    long size,
    Sha256 sha256,
    BuildId build,
    StepKey planKey) {
  private static final int FORMAT = 1;

  /**
   * The text that describes a deployment.
   *
   * @param file the path of the image's file, from the deployment's folder
   */
  public static byte[] text(DeployContext context, String file, UploadedFile uploaded)
      throws IOException {
    String text =
        Json.mapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(of(context.id(), context.plan(), file, uploaded));
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a description; empty if it is incomplete or has another format. */
  public static Optional<DeploymentDescription> parse(byte[] text) {
    try {
      return Optional.of(Json.mapper().readValue(text, DeploymentDescription.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The deployment on the target.
   *
   * @param description empty if it is not written yet
   * @param whole whether the deployment is finished
   */
  public static TargetDeployment found(
      DeploymentId id,
      String place,
      Optional<DeploymentDescription> description,
      boolean whole,
      boolean current) {
    TargetDeployment.State finished =
        current ? TargetDeployment.State.CURRENT : TargetDeployment.State.KEPT;
    return new TargetDeployment(
        id,
        place,
        description.map(DeploymentDescription::image).orElse(""),
        description.map(DeploymentDescription::sha256),
        whole ? finished : TargetDeployment.State.PARTIAL);
  }

  private static DeploymentDescription of(
      DeploymentId id, DeployPlan plan, String file, UploadedFile uploaded) {
    DeployedImage image = plan.image();
    return new DeploymentDescription(
        FORMAT,
        id,
        plan.target(),
        image.name(),
        image.profile(),
        image.architecture(),
        image.firmware(),
        file,
        uploaded.size(),
        uploaded.sha256(),
        image.buildId(),
        image.planKey());
  }
}
