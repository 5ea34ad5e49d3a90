package io.pim.host.deploy.folder;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.file.DeploymentDescription;
import io.pim.host.deploy.file.UploadedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The file {@code deployment.json} in a deployment's folder on the target. */
public final class DescriptionFile {
  private static final String NAME = "deployment.json";

  private DescriptionFile() {}

  /**
   * Describes a deployment in its folder.
   *
   * @param image the image's file in that folder
   */
  public static void write(
      TargetFolder folder,
      DeployContext context,
      Path deployment,
      Path image,
      UploadedFile uploaded)
      throws IOException, InterruptedException {
    String place = deployment.relativize(image).toString();
    folder.write(deployment.resolve(NAME), DeploymentDescription.text(context, place, uploaded));
  }

  /** The description in a deployment's folder; empty if it is not written yet. */
  public static Optional<DeploymentDescription> read(TargetFolder folder, Path deployment)
      throws IOException, InterruptedException {
    Path file = deployment.resolve(NAME);
    return folder.kind(file) == FileKind.FILE
        ? DeploymentDescription.parse(folder.read(file))
        : Optional.empty();
  }
}
