package io.pim.model.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns plain Java values, as JSON has them, into a tree that rules can check. */
public final class PlainValues {
  private PlainValues() {}

  /**
   * A tree of a map with text keys.
   *
   * @param name of the whole in messages, in place of a file's name
   */
  public static ConfigMap map(String name, Map<String, ?> plain) {
    return map(new Origin(name, 0, ""), plain);
  }

  private static ConfigMap map(Origin origin, Map<?, ?> plain) {
    Map<String, ConfigValue> entries = new LinkedHashMap<>();
    plain.forEach((key, value) -> entries.put(key.toString(), value(in(origin, key), value)));
    return new ConfigMap(origin, entries);
  }

  private static ConfigValue value(Origin origin, Object plain) {
    if (plain instanceof Map<?, ?> map) {
      return map(origin, map);
    }
    if (plain instanceof List<?> list) {
      List<ConfigValue> items = new ArrayList<>();
      for (Object item : list) {
        String path = origin.path() + "[" + items.size() + "]";
        items.add(value(new Origin(origin.file(), 0, path), item));
      }
      return new ConfigList(origin, items);
    }
    // JSON readers make the smallest type that holds a number; YAML's are all Long.
    Object value = plain instanceof Integer number ? Long.valueOf(number) : plain;
    return new ConfigScalar(origin, value, String.valueOf(plain));
  }

  private static Origin in(Origin parent, Object key) {
    String path = parent.path().isEmpty() ? key.toString() : parent.path() + "." + key;
    return new Origin(parent.file(), 0, path);
  }
}
