package io.pim.model.registry;

import io.pim.model.files.DeploymentId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Converts a deployment to and from its entry in the registry file. */
final class DeploymentYaml {
  static final String STATE = "state";
  private static final String PREVIOUS = "previous";

  private DeploymentYaml() {}

  static Map<String, Object> write(DeploymentEntry entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("image", entry.image());
    fields.put("profile", entry.profile());
    fields.put("architecture", entry.architecture().id());
    fields.put("target", entry.target());
    fields.put("type", entry.type());
    fields.put("place", entry.place());
    fields.put("deployed", entry.deployed().truncatedTo(ChronoUnit.SECONDS).toString());
    entry.previous().ifPresent(previous -> fields.put(PREVIOUS, previous.text()));
    fields.put(STATE, entry.state().id());
    return fields;
  }

  /** The deployment; empty when this PIM cannot read it, such as an entry of a newer PIM. */
  static Optional<DeploymentEntry> read(String id, Map<?, ?> fields) {
    try {
      return Optional.of(
          new DeploymentEntry(
              DeploymentId.of(id),
              EntryYaml.text(fields, "image"),
              EntryYaml.text(fields, "type"),
              EntryYaml.text(fields, "place"),
              Instant.parse(EntryYaml.text(fields, "deployed")),
              EntryYaml.optional(fields, PREVIOUS).map(DeploymentId::of),
              DeploymentEntry.State.of(EntryYaml.text(fields, STATE))));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
