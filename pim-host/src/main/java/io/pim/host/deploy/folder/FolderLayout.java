package io.pim.host.deploy.folder;

import io.pim.model.files.DeploymentId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The names of the deployments of one profile and architecture in a target's folder. Each
 * deployment has a folder of its own, which is renamed when it is complete. So users who follow the
 * link see all of it or nothing.
 */
public interface FolderLayout {
  /** The folder of the deployments and of their link; others may be in it as well. */
  Path folder();

  /** The link to the deployment that users get. */
  Path current();

  /** A finished deployment. */
  Path whole(DeploymentId id);

  /** The deployment in a path's name; the path need not exist. Empty if the name contains none. */
  Optional<DeploymentId> idOf(Path whole) throws IOException, InterruptedException;

  /** Whether somebody uses the deployment's own files, so that PIM may not remove them. */
  boolean isUsed(DeploymentId id) throws IOException, InterruptedException;

  /** The link while it is being made. */
  default Path nextCurrent(DeploymentId id) {
    return folder().resolve("." + id + ".link");
  }

  /** A deployment while it is being made. */
  default Path part(DeploymentId id) {
    return folder().resolve("." + id + ".part");
  }

  /** A deployment while it is being removed. */
  default Path gone(DeploymentId id) {
    return folder().resolve("." + id + ".gone");
  }

  /** The deployment of an unfinished or half-removed folder. */
  static Optional<DeploymentId> idOfHidden(Path path) {
    String name = path.getFileName().toString();
    String id = name.replaceFirst("^\\.", "").replaceFirst("\\.(part|gone)$", "");
    return name.equals("." + id + ".part") || name.equals("." + id + ".gone")
        ? DeploymentId.tryParse(id)
        : Optional.empty();
  }
}
