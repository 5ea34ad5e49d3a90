package io.pim.model.config;

import java.util.regex.Pattern;

/**
 * A single value.
 *
 * @param value its YAML 1.1 value: String, Long, BigInteger, Double, Boolean or null
 * @param text as it is written, without quotes
 */
public record ConfigScalar(Origin origin, Object value, String text) implements ConfigValue {
  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");
  private static final Origin NO_FILE = new Origin("", 0, "");

  /** A value from outside any file: a whole number or text, no other YAML type. */
  static ConfigScalar ofText(String text) {
    Object value = INTEGER.matcher(text).matches() ? (Object) Long.valueOf(text) : text;
    return new ConfigScalar(NO_FILE, value, text);
  }

  /**
   * Whether YAML reads a number that a template would print differently from the text in the file:
   * 012345 is octal, 12:30 is sexagesimal. Such a text would have two meanings.
   */
  boolean changesItsLook() {
    return value instanceof Number
        && !origin.equals(NO_FILE)
        && !text.equals(value.toString())
        && !text.equals("+" + value);
  }

  public boolean isNull() {
    return value == null;
  }

  @Override
  public String shown() {
    if (value instanceof Boolean && !text.equals(value.toString())) {
      return text + " (which YAML reads as " + value + ")";
    }
    if (changesItsLook()) {
      return text + ", which YAML reads as " + value + ": put it in quotes";
    }
    return value instanceof String ? '"' + text.replace("\n", "\\n") + '"' : String.valueOf(value);
  }

  @Override
  public Object plain() {
    return value;
  }
}
