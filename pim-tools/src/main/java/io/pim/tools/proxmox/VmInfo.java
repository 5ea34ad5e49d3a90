package io.pim.tools.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * A VM or template as the cluster lists it.
 *
 * @param lock why it is locked, such as {@code create}; empty for no lock
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

  public boolean hasTag(String tag) {
    return tags.contains(tag);
  }
}
