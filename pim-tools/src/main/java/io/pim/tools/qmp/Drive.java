package io.pim.tools.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** One drive of a running virtual machine and the block nodes behind it. */
final class Drive {
  private final QmpClient client;
  private final String device;
  private final Duration limit;

  Drive(QmpClient client, String device, Duration limit) {
    this.client = client;
    this.device = device;
    this.limit = limit;
  }

  Path activeFile() throws IOException {
    String file = files().get(BlockNodes.fileNode(activeNode()));
    if (file == null) {
      throw new ProtocolException("drive " + device + " was not set up by PIM");
    }
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw new ProtocolException("drive " + device + " has a file with an invalid name");
    }
  }

  void snapshotTo(Path overlay) throws IOException {
    if (activeFile().equals(overlay)) {
      return;
    }
    String active = activeNode();
    Map<String, String> files = files();
    removeForgotten(overlay, files);
    String node = freeNode(files);
    client.execute("blockdev-add", BlockNodes.overlay(node, overlay), limit);
    try {
      client.execute("blockdev-snapshot", Map.of("node", active, "overlay", node), limit);
    } catch (QmpException e) {
      client.execute("blockdev-del", Map.of("node-name", node), limit);
      throw e;
    }
  }

  /**
   * Removes the node of a snapshot that a worker prepared but did not finish, because it would lock
   * the file.
   */
  private void removeForgotten(Path overlay, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> entry : files.entrySet()) {
      if (entry.getValue().equals(overlay.toString()) && entry.getKey().endsWith("-file")) {
        String node = entry.getKey().substring(0, entry.getKey().length() - "-file".length());
        client.execute("blockdev-del", Map.of("node-name", node), limit);
      }
    }
  }

  private static String freeNode(Map<String, String> files) {
    int number = 1;
    while (files.containsKey("layer-" + number)) {
      number++;
    }
    return "layer-" + number;
  }

  private String activeNode() throws IOException {
    for (JsonNode drive : client.execute("query-block", Map.of(), limit)) {
      String path = drive.path("qdev").asText();
      if (path.equals(device) || path.contains("/" + device + "/")) {
        return drive.path("inserted").path("node-name").asText();
      }
    }
    throw new ProtocolException("the virtual machine has no drive " + device);
  }

  /** The file names by node. Only file nodes have plain paths; hence the X-file names. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new HashMap<>();
    for (JsonNode node : client.execute("query-named-block-nodes", Map.of("flat", true), limit)) {
      files.put(node.path("node-name").asText(), node.path("file").asText());
    }
    return files;
  }
}
