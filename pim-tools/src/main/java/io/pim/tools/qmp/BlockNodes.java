package io.pim.tools.qmp;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Describes qcow2 files to QEMU, on its command line and over QMP, in the notation of {@code
 * blockdev-add}. The file node below a node X is named X-file.
 */
public final class BlockNodes {
  /**
   * Turns flushes off: PIM discards a disk in use after a crash of the host, and syncs layers when
   * it freezes them.
   */
  private static final Map<String, Object> CACHE = Map.of("no-flush", true);

  private BlockNodes() {}

  /** A writable qcow2 file with the backing file that its header names. */
  public static Map<String, Object> writable(String node, Path file) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("driver", "qcow2");
    options.put("node-name", node);
    options.put("discard", "unmap");
    options.put("detect-zeroes", "unmap");
    options.put("cache", CACHE);
    options.put("file", file(node, file));
    return options;
  }

  /** As {@link #writable}, with flushes, for a disk that must survive a crash of the host. */
  public static Map<String, Object> lasting(String node, Path file) {
    Map<String, Object> options = writable(node, file);
    options.remove("cache");
    Map<String, Object> under = file(node, file);
    under.remove("cache");
    options.put("file", under);
    return options;
  }

  /**
   * The node with an image as its only backing file. QEMU ignores the backing files in both
   * headers, so nothing in the image can make it read another file.
   */
  public static Map<String, Object> onImage(Map<String, Object> node, Path image) {
    String name = node.get("node-name") + "-image";
    Map<String, Object> under = new LinkedHashMap<>();
    under.put("driver", "qcow2");
    under.put("node-name", name);
    under.put("read-only", true);
    under.put("backing", null);
    under.put(
        "file",
        Map.of(
            "driver",
            "file",
            "node-name",
            fileNode(name),
            "filename",
            image.toString(),
            "read-only",
            true));
    Map<String, Object> options = new LinkedHashMap<>(node);
    options.put("backing", under);
    return options;
  }

  /** A writable qcow2 file whose backing file is not opened, because a snapshot supplies it. */
  public static Map<String, Object> overlay(String node, Path file) {
    Map<String, Object> options = writable(node, file);
    options.put("backing", null);
    return options;
  }

  /** A qcow2 file for a machine's memory. It has no backing file, and no drive uses it. */
  static Map<String, Object> memory(String node, Path file) {
    Map<String, Object> options = overlay(node, file);
    options.remove("discard");
    options.remove("detect-zeroes");
    return options;
  }

  /**
   * As {@link #memory}, but the file stays unchanged. QEMU writes to a snapshot's file even when it
   * only loads it; those writes go to {@code scratch}, which lies over the file's bytes.
   */
  static Map<String, Object> memoryReadOnly(String node, Path file, Path scratch) {
    Map<String, Object> under = readOnlyRaw(node + "-kept", file);
    under.put("file", Map.of("driver", "file", "filename", file.toString(), "read-only", true));
    Map<String, Object> written = memory(fileNode(node), scratch);
    written.put("backing", under);
    Map<String, Object> options = memory(node, file);
    options.put("file", written);
    return options;
  }

  /** A read-only file with the drive's raw bytes, such as an ISO. */
  public static Map<String, Object> readOnlyRaw(String node, Path file) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("driver", "raw");
    options.put("node-name", node);
    options.put("read-only", true);
    options.put("file", Map.of("driver", "file", "filename", file.toString()));
    return options;
  }

  static String fileNode(String node) {
    return node + "-file";
  }

  private static Map<String, Object> file(String node, Path file) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("driver", "file");
    options.put("node-name", fileNode(node));
    options.put("filename", file.toString());
    options.put("discard", "unmap");
    options.put("cache", CACHE);
    return options;
  }
}
