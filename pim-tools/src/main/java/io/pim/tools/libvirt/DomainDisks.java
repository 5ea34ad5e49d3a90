package io.pim.tools.libvirt;

import java.util.Set;

/**
 * What domains have as disks.
 *
 * @param paths of files and devices
 * @param volumes as {@code pool/volume}
 */
public record DomainDisks(Set<String> paths, Set<String> volumes) {
  /** Whether a volume is among them. */
  public boolean have(String pool, String volume, String path) {
    return paths.contains(path) || volumes.contains(pool + "/" + volume);
  }
}
