package io.pim.host.deploy.folder;

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
import java.nio.file.Path;
import java.util.Optional;

/**
 * The contents of {@code deployment.json} in a deployment's folder.
 *
 * @param format the version of this record's shape
 * @param file where the image's file is, from the deployment's folder
 * @param size of that file, in bytes
 * @param sha256 of that file
 * @param planKey the image key of the plan it was built from
 */
public record FolderDescription(
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
  private static final String FILE = "deployment.json";

  /** Describes a deployment in its folder. */
  public static void write(
      TargetFolder folder, DeployContext context, Path deployment, Path file, UploadedFile uploaded)
      throws IOException, InterruptedException {
    byte[] text = text(context, deployment.relativize(file).toString(), uploaded);
    folder.write(deployment.resolve(FILE), text);
  }

  /**
   * The text that describes a deployment.
   *
   * @param file where the image's file is
   */
  public static byte[] text(DeployContext context, String file, UploadedFile uploaded)
      throws IOException {
    String text =
        Json.mapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(of(context.id(), context.plan(), file, uploaded));
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The description in a deployment's folder; empty if it is not written yet. */
  public static Optional<FolderDescription> read(TargetFolder folder, Path deployment)
      throws IOException, InterruptedException {
    Path file = deployment.resolve(FILE);
    return folder.kind(file) == FileKind.FILE ? parse(folder.read(file)) : Optional.empty();
  }

  /** Reads a description; empty if it is incomplete or has another format. */
  public static Optional<FolderDescription> parse(byte[] text) {
    try {
      return Optional.of(Json.mapper().readValue(text, FolderDescription.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The deployment on the target.
   *
   * @param description empty if it is not written yet
   * @param whole whether the folder has the name of a finished one
   */
  public static TargetDeployment found(
      DeploymentId id,
      String place,
      Optional<FolderDescription> description,
      boolean whole,
      boolean current) {
    TargetDeployment.State finished =
        current ? TargetDeployment.State.CURRENT : TargetDeployment.State.KEPT;
    return new TargetDeployment(
        id,
        place,
        description.map(FolderDescription::image).orElse(""),
        description.map(FolderDescription::sha256),
        whole ? finished : TargetDeployment.State.PARTIAL);
  }

  private static FolderDescription of(
      DeploymentId id, DeployPlan plan, String file, UploadedFile uploaded) {
    DeployedImage image = plan.image();
    return new FolderDescription(
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
