package io.pim.host.deploy.libvirt;

import io.pim.model.files.DeploymentId;
import io.pim.model.target.DiskFormat;
import java.util.Arrays;
import java.util.Optional;

/**
 * The names of a deployment's volumes. Each begins with the deployment's id, because a volume has
 * no notes, and cannot be renamed.
 */
enum VolumeName {
  /** The image; no deployment writes to another one's image, so disks may be overlays of it. */
  QCOW2(".qcow2"),
  RAW(".raw"),
  UEFI_VARIABLES(".uefi-vars.fd"),
  /** The disk of the domain, an overlay of the image. */
  DISK(".disk.qcow2"),
  /** The UEFI variables of the domain, which it writes to. */
  NVRAM(".nvram.fd"),
  /** The deployment's description as JSON. It is made last, so a deployment with it is finished. */
  DESCRIPTION(".json"),
  /** An empty volume that marks the current deployment. */
  CURRENT(".current");

  private final String ending;

  VolumeName(String ending) {
    this.ending = ending;
  }

  static VolumeName image(DiskFormat format) {
    return format == DiskFormat.RAW ? RAW : QCOW2;
  }

  String of(DeploymentId id) {
    return id + ending;
  }

  /** The deployment that a volume belongs to by its name. */
  static Optional<DeploymentId> idOf(String volume) {
    return Arrays.stream(values())
        .filter(name -> volume.endsWith(name.ending))
        .map(name -> volume.substring(0, volume.length() - name.ending.length()))
        .flatMap(id -> DeploymentId.tryParse(id).stream())
        .findFirst();
  }
}
