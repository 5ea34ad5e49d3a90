package io.pim.tools.libvirt;

/**
 * A storage pool.
 *
 * @param type libvirt's word, such as {@code dir} or {@code logical}
 * @param active whether its volumes can be used
 * @param free in bytes
 */
public record PoolInfo(String type, boolean active, long free) {
  /** Whether its volumes are files, which can be of any format. */
  public boolean hasFiles() {
    return type.equals("dir") || type.equals("fs") || type.equals("netfs");
  }
}
