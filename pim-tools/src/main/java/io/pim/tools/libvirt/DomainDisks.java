package io.pim.tools.libvirt;

import java.util.Set;

/**
 * The disks of domains.
 *
 * @param paths of files and devices
 * @param volumes as {@code pool/volume}
 */
public record DomainDisks(Set<String> paths, Set<String> volumes) {
  /** Whether a domain uses a volume. */
  public boolean have(String pool, String volume, String path) {
    return paths.contains(path) || volumes.contains(pool + "/" + volume);
  }
}
