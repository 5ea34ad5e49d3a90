package io.pim.tools.proxmox.fake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A value such as {@code local-lvm:0,import-from=local:import/x.qcow2,discard=on}. */
final class PropertyString {
  private PropertyString() {}

  /**
   * Splits a value.
   *
   * @param keys the known keys with the pattern of their values
   * @throws Malformed with the API's words
   */
  static Map<String, String> parse(
      String option, String value, String defaultKey, Map<String, String> keys) throws Malformed {
    Map<String, String> parsed = new LinkedHashMap<>();
    StringBuilder errors = new StringBuilder();
    for (String item : value.split(",", -1)) {
      int at = item.indexOf('=');
      // A volume may contain an equals sign; a key never contains a colon or a slash.
      boolean keyed = at > 0 && item.substring(0, at).matches("[a-z0-9_-]+");
      String key = keyed ? item.substring(0, at) : defaultKey;
      String content = keyed ? item.substring(at + 1) : item;
      if (!keyed && defaultKey.isEmpty()) {
        throw new Malformed(
            "invalid format - value without key, but schema does not define a" + " default key\n");
      }
      if (parsed.containsKey(key)) {
        throw new Malformed(
            "invalid format - duplicate key in comma-separated list property: " + key + "\n");
      }
      parsed.put(key, content);
      if (!keys.containsKey(key)) {
        errors.append(option + "." + key + ": " + ParameterCheck.UNKNOWN + "\n");
      } else if (!content.matches(keys.get(key))) {
        errors.append(option + "." + key + ": " + wrong(key, content) + "\n");
      }
    }
    if (errors.length() > 0) {
      throw new Malformed("invalid format - format error\n" + errors);
    }
    return parsed;
  }

  private static String wrong(String key, String content) {
    return key.equals("file")
        ? "invalid format - unable to parse volume ID '" + content + "'\n"
        : "value does not match the regex pattern";
  }

  /** The API's error about a property string. */
  static Optional<String> complaint(
      String option, String value, String defaultKey, Map<String, String> keys) {
    try {
      parse(option, value, defaultKey, keys);
      return Optional.empty();
    } catch (Malformed e) {
      return Optional.of(e.getMessage());
    }
  }

  /** A value of another form. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }
}
