package io.pim.tools.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * A VM or template as the cluster lists it. Its name, its kind and its state come from a daemon of
 * the node and may be some seconds old: {@link #by} corrects them.
 *
 * @param lock the reason for its lock, such as {@code create}; empty for no lock
 */
public record VmInfo(
    int vmid,
    String name,
    String node,
    boolean template,
    boolean running,
    Set<String> tags,
    String lock) {

  static VmInfo of(JsonNode row) {
    String tags = row.path("tags").asText("").strip();
    return new VmInfo(
        row.path("vmid").asInt(),
        row.path("name").asText(""),
        row.path("node").asText(""),
        row.path("template").asInt(0) == 1,
        row.path("status").asText().equals("running"),
        tags.isEmpty() ? Set.of() : Set.copyOf(Set.of(tags.split("[;, ]+"))),
        row.path("lock").asText(""));
  }

  /** The same with the name and kind of its configuration, which is always current. */
  public VmInfo by(Map<String, String> config) {
    return new VmInfo(
        vmid,
        config.getOrDefault("name", ""),
        node,
        config.getOrDefault("template", "0").equals("1"),
        running,
        tags,
        config.getOrDefault("lock", ""));
  }

  public boolean hasTag(String tag) {
    return tags.contains(tag);
  }
}
