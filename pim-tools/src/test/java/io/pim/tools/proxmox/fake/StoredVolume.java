package io.pim.tools.proxmox.fake;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A volume of a storage.
 *
 * @param name without the storage, such as {@code import/x.qcow2} or {@code vm-100-disk-0}
 * @param size in bytes
 * @param file the bytes themselves; an allocated disk has none
 * @param parent the volume under a linked clone
 */
public record StoredVolume(
    String name,
    String content,
    String format,
    long size,
    Optional<Path> file,
    Optional<String> parent) {

  /** The VM that a disk belongs to; empty for other volumes. */
  static String owner(String name) {
    var match = java.util.regex.Pattern.compile("(?:vm|base)-(\\d+)-[^/]*$").matcher(name);
    return match.find() ? match.group(1) : "";
  }

  StoredVolume named(String other) {
    return new StoredVolume(other, content, format, size, file, parent);
  }
}
