package io.pim.activities.install;

import io.pim.model.unit.Architecture;

/** The kernel command line that has debian-installer ask nothing. */
final class InstallerKernel {
  private InstallerKernel() {}

  /**
   * Debian's own parameters (Installation Guide, appendix B.2): what preseeding over the network
   * needs before the preseed can say it, and the serial console.
   *
   * @param preseedUrl secret in its path; the guest's kernel and QEMU's arguments show it only to
   *     this user, and only while the installer runs
   */
  static String arguments(Architecture architecture, String preseedUrl) {
    String console = architecture == Architecture.ARM64 ? "ttyAMA0" : "ttyS0,115200n8";
    return "auto=true priority=critical preseed/url="
        + preseedUrl
        + " DEBIAN_FRONTEND=text netcfg/choose_interface=auto console="
        + console
        + " ---"
        + " console="
        + console;
  }
}
