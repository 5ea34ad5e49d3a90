package io.pim.model.deploy;

import io.pim.model.files.BuildId;
import io.pim.model.plan.StepKey;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;

/**
 * The registered image of a deployment.
 *
 * @param host the host that has its file
 * @param size of the file, in bytes
 * @param planKey the image key of the plan it was built from
 */
public record DeployedImage(
    String name,
    String profile,
    Architecture architecture,
    String host,
    Sha256 sha256,
    long size,
    String format,
    Firmware firmware,
    BuildId buildId,
    StepKey planKey) {

  /**
   * The image of a registry entry.
   *
   * @param thisHost the host whose registry it is, for entries that name none
   */
  public static DeployedImage of(ImageEntry entry, String thisHost) {
    return new DeployedImage(
        entry.name(),
        entry.profile(),
        entry.architecture(),
        entry.host().orElse(thisHost),
        entry.sha256(),
        entry.size(),
        entry.format(),
        entry.firmware(),
        entry.buildId(),
        entry.imageKey());
  }

  /** This image as that of a profile, on a host; several profiles may share an image. */
  public DeployedImage asOf(String itsProfile, String itsHost) {
    return new DeployedImage(
        name, itsProfile, architecture, itsHost, sha256, size, format, firmware, buildId, planKey);
  }
}
