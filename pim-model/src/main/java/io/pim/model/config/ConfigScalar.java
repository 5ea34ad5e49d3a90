package io.pim.model.config;

/**
 * A single value.
 *
 * @param value what YAML 1.1 makes of it: String, Long, BigInteger, Double, Boolean or null
 * @param text as it is written, without quotes
 */
public record ConfigScalar(Origin origin, Object value, String text) implements ConfigValue {
  public boolean isNull() {
    return value == null;
  }

  @Override
  public String shown() {
    if (value instanceof Boolean && !text.equals(value.toString())) {
      return text + " (which YAML reads as " + value + ")";
    }
    return value instanceof String ? '"' + text.replace("\n", "\\n") + '"' : String.valueOf(value);
  }

  @Override
  public Object plain() {
    return value;
  }
}
