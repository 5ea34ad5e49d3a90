package io.pim.host.oci;

/** The media types and annotations of an image in an OCI registry. */
public final class ArtifactTypes {
  /** The type of the whole. */
  public static final String ARTIFACT = "application/vnd.pim.image.v1";

  /** The type of an OCI manifest. */
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  static final String CONFIG = "application/vnd.pim.image.config.v1+json";
  static final String DISK = "application/x-qemu-disk";
  static final String UEFI_VARIABLES = "application/vnd.pim.uefi-variables.v1";

  /** PIM's own manifest, with the origin of the image. */
  static final String IMAGE_MANIFEST = "application/vnd.pim.image.manifest.v1+json";

  /** One package with its version a line. */
  static final String PACKAGES = "application/vnd.pim.packages.v1";

  static final String TITLE = "org.opencontainers.image.title";

  /** When the image was built, or deployed. */
  public static final String CREATED = "org.opencontainers.image.created";

  public static final String IMAGE = "io.pim.image";
  public static final String PROFILE = "io.pim.profile";
  public static final String ARCHITECTURE = "io.pim.architecture";
  public static final String FIRMWARE = "io.pim.firmware";
  public static final String SHA256 = "io.pim.sha256";
  public static final String BUILD = "io.pim.build";
  public static final String PLAN = "io.pim.plan";

  private ArtifactTypes() {}
}
