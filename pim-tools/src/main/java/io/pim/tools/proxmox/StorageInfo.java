package io.pim.tools.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * A storage as one node sees it.
 *
 * @param content the content it may hold, such as {@code images} and {@code import}
 */
public record StorageInfo(
    String id,
    String type,
    Set<String> content,
    boolean shared,
    boolean enabled,
    boolean active,
    long available) {

  private static final Set<String> OF_FILES = Set.of("dir", "nfs", "cifs", "btrfs", "cephfs");

  static StorageInfo of(JsonNode row) {
    return new StorageInfo(
        row.path("storage").asText(),
        row.path("type").asText(),
        Set.of(row.path("content").asText().split(",", -1)),
        row.path("shared").asInt(0) == 1,
        row.path("enabled").asInt(1) == 1,
        row.path("active").asInt(0) == 1,
        row.path("avail").asLong(0));
  }

  public boolean holds(String kind) {
    return content.contains(kind);
  }

  /** Whether it keeps volumes as files, and so has a choice of formats. */
  public boolean hasFiles() {
    return OF_FILES.contains(type);
  }

  /** Whether it supports linked clones; thick LVM does not. */
  public boolean clonesLinked() {
    return !type.equals("lvm");
  }

  public boolean isUp() {
    return enabled && active;
  }
}
