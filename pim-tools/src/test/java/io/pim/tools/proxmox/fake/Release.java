package io.pim.tools.proxmox.fake;

/** The simulated release of Proxmox VE, such as 8.4. */
public record Release(int major, int minor) implements Comparable<Release> {
  public static Release of(String text) {
    String[] parts = text.split("\\.", -1);
    return new Release(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  boolean isBefore(String other) {
    return compareTo(of(other)) < 0;
  }

  @Override
  public int compareTo(Release other) {
    return major == other.major
        ? Integer.compare(minor, other.minor)
        : Integer.compare(major, other.major);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
