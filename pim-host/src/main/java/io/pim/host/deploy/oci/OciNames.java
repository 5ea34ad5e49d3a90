package io.pim.host.deploy.oci;

import io.pim.model.files.DeploymentId;
import io.pim.model.target.OciTarget;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Sha256;

/**
 * The tags in a target's repository: one that a profile's users follow, and one for each
 * deployment.
 */
record OciNames(String target, OciTarget settings) {
  private static final int LONGEST = 128;
  private static final String NOT_ALLOWED = "[^A-Za-z0-9._-]";
  private static final String HIDDEN = "pim-";
  private static final int DIGITS = 40;

  /** The tag that users follow. */
  String line(String profile, Architecture architecture) {
    String name = settings.common().name().of(profile, architecture);
    String tag = name.replaceAll(NOT_ALLOWED, "-");
    return tag.substring(0, Math.min(tag.length(), LONGEST));
  }

  String line(DeploymentId id) {
    return line(id.profile(), id.architecture());
  }

  /** The tag of a deployment: its id, or a name made from it if the id cannot be a tag. */
  static String of(DeploymentId id) {
    boolean isTag = id.text().length() <= LONGEST && id.text().equals(plain(id));
    return isTag ? id.text() : HIDDEN + Sha256.ofText(id.text()).hex().substring(0, DIGITS);
  }

  private static String plain(DeploymentId id) {
    return id.text().replaceAll(NOT_ALLOWED, "-");
  }

  /** Whether a tag may be that of a deployment to this target. */
  boolean mayBeOfDeployment(String tag) {
    return DeploymentId.tryParse(tag).filter(id -> id.target().equals(target)).isPresent()
        || tag.matches(HIDDEN + "[0-9a-f]{" + DIGITS + "}");
  }

  /** The address of a deployment for {@code oras} and {@code skopeo}. */
  String place(DeploymentId id) {
    return settings.repository() + ":" + of(id);
  }
}
