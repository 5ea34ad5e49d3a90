package io.pim.model.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Merges one tree over another as the Ruby PIM did: maps merge, lists and scalars replace, and a
 * null keeps the lower value. Every value keeps its own origin.
 */
public final class Merge {
  private Merge() {}

  public static ConfigMap deep(ConfigMap base, ConfigMap overlay) {
    Map<String, ConfigValue> merged = new LinkedHashMap<>(base.entries());
    overlay.entries().forEach((key, value) -> merged.merge(key, value, Merge::value));
    return new ConfigMap(overlay.entries().isEmpty() ? base.origin() : overlay.origin(), merged);
  }

  private static ConfigValue value(ConfigValue base, ConfigValue overlay) {
    if (overlay instanceof ConfigScalar scalar && scalar.isNull()) {
      return base;
    }
    if (base instanceof ConfigMap below && overlay instanceof ConfigMap above) {
      return deep(below, above);
    }
    return overlay;
  }
}
