package io.pim.tools.proxmox;

/** A release of Proxmox VE. */
public record ProxmoxVersion(int major, int minor) {
  static ProxmoxVersion of(String release) {
    String[] parts = release.replaceAll("[^0-9.].*", "").split("\\.", -1);
    try {
      return new ProxmoxVersion(
          Integer.parseInt(parts[0]), parts.length > 1 ? Integer.parseInt(parts[1]) : 0);
    } catch (NumberFormatException e) {
      return new ProxmoxVersion(0, 0);
    }
  }

  public boolean isAtLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }

  /** Whether a disk image can be uploaded and imported over the API. */
  public boolean importsImages() {
    return isAtLeast(8, 4);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
