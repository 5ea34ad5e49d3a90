package io.pim.model.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parts of JSON Schemas (draft 7) for rules. A shape accepts everything that its rule accepts; it
 * may accept more, because PIM checks the file again. Null is allowed everywhere: it counts as
 * missing.
 */
public final class JsonShape {
  private JsonShape() {}

  /** Any single value. */
  static Map<String, Object> scalar() {
    return Map.of("type", List.of("string", "number", "boolean", "null"));
  }

  /** Text; numbers count as text, as they are written. */
  public static Map<String, Object> text() {
    return Map.of("type", List.of("string", "number", "null"));
  }

  /** Text that matches a pattern as a whole. */
  static Map<String, Object> pattern(String pattern) {
    return with(text(), Map.of("pattern", "^(?:" + pattern + ")$"));
  }

  /** Text that YAML cannot take for a number. */
  static Map<String, Object> string() {
    return Map.of("type", List.of("string", "null"));
  }

  static Map<String, Object> integer(int min, int max) {
    return ordered("type", List.of("integer", "null"), "minimum", min, "maximum", max);
  }

  /** One of these values. */
  static Map<String, Object> words(Object... words) {
    List<Object> all = new ArrayList<>(Arrays.asList(words));
    all.add(null);
    return ordered("enum", all);
  }

  /** One of several shapes. */
  public static Map<String, Object> any(List<Map<String, Object>> shapes) {
    return ordered("anyOf", shapes);
  }

  /** True or false, and the other YAML 1.1 words for them. */
  static Map<String, Object> yesNo() {
    return words(true, false, "yes", "no", "on", "off", "Yes", "No", "On", "Off");
  }

  /** A list of items. */
  static Map<String, Object> list(Map<String, Object> item) {
    return ordered("type", List.of("array", "null"), "items", item);
  }

  /** A section whose keys are names that the user chooses. */
  public static Map<String, Object> named(Map<String, Object> value) {
    return ordered("type", List.of("object", "null"), "additionalProperties", value);
  }

  /** The same shape with more keywords. */
  public static Map<String, Object> with(Map<String, Object> shape, Map<String, Object> more) {
    Map<String, Object> all = new LinkedHashMap<>(shape);
    all.putAll(more);
    return all;
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
