package io.pim.tools.qmp;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Describes qcow2 files to QEMU, on its command line and over QMP alike, as {@code blockdev-add}
 * has it. The node of the file under a node X is named X-file.
 */
public final class BlockNodes {
  /** What a lost host leaves of a disk in use is thrown away; frozen layers are forced to disk. */
  private static final Map<String, Object> CACHE = Map.of("no-flush", true);

  private BlockNodes() {}

  /** A qcow2 file to write to, with the backing file that its header names. */
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

  /** The same, with flushes: for a disk that is to outlive the host. */
  public static Map<String, Object> lasting(String node, Path file) {
    Map<String, Object> options = writable(node, file);
    options.remove("cache");
    Map<String, Object> under = file(node, file);
    under.remove("cache");
    options.put("file", under);
    return options;
  }

  /**
   * The same node on an image that stands by itself, whatever the headers of both say: nothing that
   * somebody has written into the image can have QEMU read another file.
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

  /** A qcow2 file to write to, whose backing file is not opened: a snapshot puts one under it. */
  public static Map<String, Object> overlay(String node, Path file) {
    Map<String, Object> options = writable(node, file);
    options.put("backing", null);
    return options;
  }

  /** A file whose bytes are the drive's, such as an ISO. */
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
