package io.pim.host.deploy.proxmox;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.target.ProxmoxTarget;
import io.pim.tools.proxmox.ProxmoxVersion;

/** The refusal of a release that cannot import over its API, if the target has no ssh. */
final class OldRelease {
  private OldRelease() {}

  static String why(ProxmoxVersion version) {
    return "Proxmox VE " + version + " cannot import images over its API";
  }

  static String todo(ProxmoxTarget target) {
    return "Set ssh: of the target, so that PIM imports with qm on "
        + target.host()
        + ", or update the server to Proxmox VE 8.4 or later.";
  }

  static BuildFailure refused(ProxmoxVersion version, ProxmoxTarget target) {
    return BuildFailure.of(FailureKind.TARGET_REFUSED, "The image cannot be imported")
        .where(target.host())
        .why(why(version) + ", and the target has no ssh:")
        .todo(todo(target))
        .build();
  }
}
