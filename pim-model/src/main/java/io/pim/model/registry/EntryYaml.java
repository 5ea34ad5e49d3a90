package io.pim.model.registry;

import io.pim.model.files.BuildId;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Converts an image to and from its entry in the registry file: names in snake case, values that
 * any YAML reader understands.
 */
final class EntryYaml {
  private static final String UEFI_VARIABLES = "uefi_vars";
  private static final String HOST = "host";
  private static final String COMPRESSION = "compression";

  /**
   * Optional fields of an entry. They must not survive when another entry of the same name is
   * replaced.
   */
  static final Set<String> OPTIONAL = Set.of(UEFI_VARIABLES, HOST, COMPRESSION);

  private EntryYaml() {}

  static Map<String, Object> write(ImageEntry entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("profile", entry.profile());
    fields.put("architecture", entry.architecture().id());
    fields.put("path", entry.path().toString());
    fields.put("format", entry.format());
    fields.put("size", entry.size());
    fields.put("sha256", entry.sha256().hex());
    fields.put("build_id", entry.buildId().text());
    fields.put("created", entry.created().truncatedTo(ChronoUnit.SECONDS).toString());
    fields.put("image_key", entry.imageKey().toString());
    fields.put("firmware", entry.firmware().id());
    fields.put("manifest", entry.manifest().toString());
    entry.uefiVariables().ifPresent(path -> fields.put(UEFI_VARIABLES, path.toString()));
    entry.host().ifPresent(host -> fields.put(HOST, host));
    entry.compression().ifPresent(its -> fields.put(COMPRESSION, its.id()));
    return fields;
  }

  /** The image; empty when the fields are not PIM's, such as those of the Ruby PIM. */
  static Optional<ImageEntry> read(String name, Map<?, ?> fields) {
    try {
      return Optional.of(
          new ImageEntry(
              name,
              text(fields, "profile"),
              Architecture.of(text(fields, "architecture")),
              Path.of(text(fields, "path")),
              text(fields, "format"),
              Long.parseLong(text(fields, "size")),
              Sha256.of(text(fields, "sha256")),
              BuildId.of(text(fields, "build_id")),
              Instant.parse(text(fields, "created")),
              StepKey.of(text(fields, "image_key")),
              Firmware.of(text(fields, "firmware")),
              Path.of(text(fields, "manifest")),
              optional(fields, UEFI_VARIABLES).map(Path::of),
              optional(fields, HOST),
              optional(fields, COMPRESSION).flatMap(Compression::named)));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  static Optional<String> optional(Map<?, ?> fields, String key) {
    return fields.get(key) == null ? Optional.empty() : Optional.of(text(fields, key));
  }

  static String text(Map<?, ?> fields, String key) {
    Object value = fields.get(key);
    // A list may contain itself; its text would be endless.
    if (value == null || value instanceof Map || value instanceof Collection) {
      throw new IllegalArgumentException(key);
    }
    return value.toString();
  }
}
