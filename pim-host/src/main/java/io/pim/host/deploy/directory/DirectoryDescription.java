package io.pim.host.deploy.directory;

import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;

/**
 * The contents of {@code deployment.json} in a deployment's folder.
 *
 * @param format the version of this record's shape
 * @param file the name of the image's file beside it
 * @param size of that file, in bytes
 * @param sha256 of that file
 * @param planKey the image key of the plan it was built from
 */
record DirectoryDescription(
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

  static DirectoryDescription of(
      DeploymentId id, DeployPlan plan, String file, UploadedFile uploaded) {
    DeployedImage image = plan.image();
    return new DirectoryDescription(
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
