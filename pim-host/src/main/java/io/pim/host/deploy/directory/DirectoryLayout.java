package io.pim.host.deploy.directory;

import io.pim.model.files.DeploymentId;
import io.pim.model.target.DiskFormat;
import java.nio.file.Path;

/**
 * The names in a target's folder. Everything of a deployment is in one folder of its own, which is
 * renamed when it is whole, so that whoever follows the link sees all of it or nothing.
 *
 * @param line the folder for the images of one profile and architecture
 */
record DirectoryLayout(Path line) {
  private static final String PART = ".part";
  private static final String GONE = ".gone";

  /** The link to the deployment that users get. */
  Path current() {
    return line.resolve("current");
  }

  /** The link while it is made. */
  Path nextCurrent(DeploymentId id) {
    return line.resolve("." + id + ".link");
  }

  /** A finished deployment. */
  Path whole(DeploymentId id) {
    return line.resolve(id.text());
  }

  /** A deployment while it is made. */
  Path part(DeploymentId id) {
    return line.resolve("." + id + PART);
  }

  /** A deployment while it is removed. */
  Path gone(DeploymentId id) {
    return line.resolve("." + id + GONE);
  }

  /** The image's file in the folder of a deployment. */
  static Path image(Path deployment, DiskFormat format) {
    return deployment.resolve("image." + format.id());
  }

  static Path uefiVariables(Path deployment) {
    return deployment.resolve("uefi-vars.fd");
  }

  /** What the deployment is, for people and programs; written last. */
  static Path description(Path deployment) {
    return deployment.resolve("deployment.json");
  }

  /** The id of the deployment that the name of a part or of a removed one stands for. */
  static String idOfHidden(String name) {
    return name.replaceFirst("^\\.", "").replaceFirst("\\.(part|gone|link)$", "");
  }
}
