package io.pim.model.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.config.JsonShape;
import io.pim.model.config.SettingsSchema;
import io.pim.model.iso.IsoSchema;
import io.pim.model.json.Json;
import io.pim.model.target.TargetReader;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The JSON Schemas (draft 7) of the configuration files, for editors. They come from PIM's own
 * rules, accept everything that PIM accepts, and refuse most of what it refuses.
 */
public enum ConfigSchema {
  PIM("pim.yml"),
  ISOS("isos.d/*.yml"),
  PROFILES("profiles.d/*.yml"),
  TARGETS("targets.d/*.yml"),
  FILES("files.d/*.yml");

  private final String files;

  ConfigSchema(String files) {
    this.files = files;
  }

  /** The word for it: {@code profiles}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The schema as a file's text. */
  public String text() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("$schema", "http://json-schema.org/draft-07/schema#");
    all.put("title", "PIM: " + files);
    all.putAll(shape());
    try {
      return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a schema is plain values", e);
    }
  }

  private Map<String, Object> shape() {
    return switch (this) {
      case PIM -> SettingsSchema.fileShape();
      case ISOS -> JsonShape.named(IsoSchema.ALL.shape());
      case PROFILES -> JsonShape.named(ProfileSchema.ALL.shape());
      case TARGETS -> JsonShape.named(TargetReader.shape());
      case FILES -> JsonShape.named(GuestFileRules.SCHEMA.shape());
    };
  }

  @Override
  public String toString() {
    return id();
  }
}
