package io.pim.host.deploy.directory;

import io.pim.host.deploy.folder.FolderLayout;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.DiskFormat;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The names in a target's folder.
 *
 * @param line the folder for the images of one profile and architecture
 */
record DirectoryLayout(Path line) implements FolderLayout {
  @Override
  public Path folder() {
    return line;
  }

  @Override
  public Path current() {
    return line.resolve("current");
  }

  @Override
  public Path whole(DeploymentId id) {
    return line.resolve(id.text());
  }

  @Override
  public Optional<DeploymentId> idOf(Path whole) {
    return DeploymentId.tryParse(whole.getFileName().toString());
  }

  /** Always false: users copy an image, and nobody writes to it. */
  @Override
  public boolean isUsed(DeploymentId id) {
    return false;
  }

  /** The image's file in the folder of a deployment. */
  static Path image(Path deployment, DiskFormat format) {
    return deployment.resolve("image." + format.id());
  }

  static Path uefiVariables(Path deployment) {
    return deployment.resolve("uefi-vars.fd");
  }
}
