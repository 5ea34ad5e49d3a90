package io.pim.model.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Named values, in file order. */
public record ConfigMap(Origin origin, Map<String, ConfigValue> entries) implements ConfigValue {
  public ConfigMap {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /** An empty map for {@code file}. */
  public static ConfigMap empty(String file) {
    return new ConfigMap(new Origin(file, 0, ""), Map.of());
  }

  /** The value of {@code key}; a null value counts as missing. */
  public Optional<ConfigValue> get(String key) {
    return Optional.ofNullable(entries.get(key))
        .filter(value -> !(value instanceof ConfigScalar scalar && scalar.isNull()));
  }

  /** The section {@code key}; an empty section when it is missing. */
  public ConfigMap section(String key) {
    return get(key)
        .filter(ConfigMap.class::isInstance)
        .map(ConfigMap.class::cast)
        .orElseGet(() -> new ConfigMap(origin, Map.of()));
  }

  /** The value of {@code key}, if it exists and satisfies the rule. */
  public <T> Optional<T> get(String key, Rule<T> rule) {
    return get(key).flatMap(rule::read);
  }

  /**
   * The value of {@code key} in a tree that was validated and has defaults.
   *
   * @throws IllegalStateException when it is missing or breaks the rule nevertheless
   */
  public <T> T require(String key, Rule<T> rule) {
    return get(key, rule)
        .orElseThrow(() -> new IllegalStateException(origin + ": no usable " + key));
  }

  /** The values of a list; empty when the list is missing. */
  public <T> List<T> list(String key, Rule<List<T>> rule) {
    return get(key, rule).orElse(List.of());
  }

  /** A copy with {@code key} set or replaced. */
  public ConfigMap with(String key, ConfigValue value) {
    Map<String, ConfigValue> copy = new LinkedHashMap<>(entries);
    copy.put(key, value);
    return new ConfigMap(origin, copy);
  }

  /** A copy without {@code key}. */
  public ConfigMap without(String key) {
    Map<String, ConfigValue> copy = new LinkedHashMap<>(entries);
    copy.remove(key);
    return new ConfigMap(origin, copy);
  }

  @Override
  public String shown() {
    return "a section";
  }

  @Override
  public Map<String, Object> plain() {
    Map<String, Object> result = new LinkedHashMap<>();
    entries.forEach((key, value) -> result.put(key, value.plain()));
    return result;
  }
}
