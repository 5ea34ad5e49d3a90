package io.pim.tools.qemu;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Disks as arguments of qemu-img. The format is always given and never guessed: a guest could make
 * a raw disk look like a qcow2 file that names any file of the host.
 */
final class DiskArgument {
  private DiskArgument() {}

  /** Makes the path absolute, so that it cannot look like an option or a protocol such as nbd. */
  static String name(Path file) {
    return file.toAbsolutePath().toString();
  }

  /** The arguments for an overlay with its backing files, which must be PIM's own. */
  static List<String> chain(Path overlay) {
    return List.of("-f", DiskFormat.QCOW2.qemuName(), name(overlay));
  }

  /**
   * QEMU's notation for a disk without a backing file. If its header names one, which somebody may
   * have added after PIM's check, QEMU does not open it.
   */
  static String alone(Path file, DiskFormat format) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("driver", format.qemuName());
    if (format == DiskFormat.QCOW2) {
      options.put("backing", null);
    }
    options.put("file", Map.of("driver", "file", "filename", name(file)));
    try {
      return "json:" + Json.mapper().writeValueAsString(options);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
