package io.pim.host.remote.layers;

import io.pim.host.oci.ArtifactTypes;

/** The media types and annotations of a layer in an OCI registry. */
final class LayerTypes {
  /** The type of the whole. */
  static final String ARTIFACT = "application/vnd.pim.layer.v1";

  /** The signed description. */
  static final String DESCRIPTION = "application/vnd.pim.layer.description.v1+json";

  static final String DISK = "application/vnd.pim.layer.disk.v1.qcow2";
  static final String KERNEL = "application/vnd.pim.installer-kernel.v1";
  static final String UEFI_VARIABLES = "application/vnd.pim.uefi-variables.v1";

  /** HMAC-SHA-256 of the description, base64. */
  static final String SIGNATURE = "io.pim.signature";

  /** Identifies the key file of the signature. */
  static final String KEY_ID = "io.pim.key";

  /** The day on which a build last used the layer, as in {@code 2026-11-28}; not signed. */
  static final String USED = "io.pim.used";

  /** The id of the build that made the layer; not signed. */
  static final String BUILD = ArtifactTypes.BUILD;

  private LayerTypes() {}
}
