package io.pim.model.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The known fields of a section and the rule of each. Immutable once built. */
public final class Schema {
  /** How unknown keys are treated. */
  public enum Others {
    /** An unknown key is a problem. */
    REFUSED,
    /** An unknown key is a problem when it looks like a misspelt known field. */
    UNLESS_MISSPELT,
    /** Unknown keys belong to the user. */
    ALLOWED
  }

  private final Others others;
  private final Map<String, Rule<?>> fields = new LinkedHashMap<>();
  private final Map<String, Schema> sections = new LinkedHashMap<>();

  public Schema(Others others) {
    this.others = others;
  }

  /** A section that allows only known keys. */
  public static Schema closed() {
    return new Schema(Others.REFUSED);
  }

  public Schema field(String key, Rule<?> rule) {
    fields.put(key, rule);
    return this;
  }

  public Schema section(String key, Schema schema) {
    sections.put(key, schema);
    return this;
  }

  /**
   * The schema of a section.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Schema within(String key) {
    Schema schema = sections.get(key);
    if (schema == null) {
      throw new IllegalArgumentException("no section " + key);
    }
    return schema;
  }

  /** The names of all known fields and sections, in declaration order. */
  public Set<String> names() {
    Map<String, Object> all = new LinkedHashMap<>(fields);
    all.putAll(sections);
    return all.keySet();
  }

  /**
   * The JSON Schema of a section, for editors; made from the same rules that {@link #check} has.
   */
  public Map<String, Object> shape() {
    Map<String, Object> properties = new LinkedHashMap<>();
    fields.forEach(
        (key, rule) ->
            properties.put(
                key, JsonShape.with(rule.shape(), Map.of("description", rule.wording()))));
    sections.forEach((key, schema) -> properties.put(key, schema.shape()));
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("type", List.of("object", "null"));
    shape.put("properties", properties);
    shape.put("additionalProperties", others != Others.REFUSED);
    return shape;
  }

  /** Reports every mistake in a section; a null value counts as missing. */
  public void check(ConfigMap map, Problems problems) {
    map.entries().forEach((key, value) -> check(key, value, problems));
  }

  /** A copy of a section without the values that are mistakes, each of which is reported. */
  ConfigMap usable(ConfigMap map, Problems problems) {
    ConfigMap result = map;
    for (Map.Entry<String, ConfigValue> entry : map.entries().entrySet()) {
      String key = entry.getKey();
      Problems found = new Problems();
      check(key, entry.getValue(), found);
      found.list().forEach(problems::add);
      if (!found.isEmpty()) {
        result =
            sections.containsKey(key) && entry.getValue() instanceof ConfigMap section
                ? result.with(key, sections.get(key).usable(section, new Problems()))
                : result.without(key);
      }
    }
    return result;
  }

  private void check(String key, ConfigValue value, Problems problems) {
    boolean absent = value instanceof ConfigScalar scalar && scalar.isNull();
    if (!names().contains(key)) {
      checkUnknown(key, value, problems);
    } else if (absent) {
      return;
    } else if (fields.containsKey(key)) {
      fields.get(key).check(value, problems);
    } else if (value instanceof ConfigMap section) {
      sections.get(key).check(section, problems);
    } else {
      problems.add(
          Problem.at(
              value.origin(),
              "must be a section of " + String.join(", ", sections.get(key).names()),
              value.shown()));
    }
  }

  private void checkUnknown(String key, ConfigValue value, Problems problems) {
    String nearest = NearestName.advice(key, names());
    if (others == Others.REFUSED || (others == Others.UNLESS_MISSPELT && !nearest.isEmpty())) {
      String advice = nearest.isEmpty() ? "known here: " + String.join(", ", names()) : nearest;
      problems.add(Problem.at(value.origin(), "is not a setting PIM knows", "").advise(advice));
    }
  }
}
