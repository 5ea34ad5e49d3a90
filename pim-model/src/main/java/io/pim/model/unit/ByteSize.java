package io.pim.model.unit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of storage in bytes, written as QEMU writes it: a whole number and K, M, G or T, each a
 * power of 1024 ({@code 20G}, {@code 512M}; {@code 20GiB} and {@code 20g} mean the same).
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,18})([KMGT]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "KMGT";

  public ByteSize {
    if (bytes <= 0) {
      throw new IllegalArgumentException("a size must be more than 0, but is " + bytes);
    }
  }

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException when the text is not a size; the message shows an example
   */
  @JsonCreator
  public static ByteSize parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size: write a whole number and K, M, G or T, such as 20G");
    }
    String unit = matcher.group(2).toUpperCase(Locale.ROOT);
    int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
    try {
      return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power)));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is too large for a size", e);
    }
  }

  public static ByteSize ofMebibytes(long mebibytes) {
    return new ByteSize(Math.multiplyExact(mebibytes, 1L << 20));
  }

  /** The size in mebibytes, rounded up. */
  public long toMebibytes() {
    return (bytes + (1L << 20) - 1) >> 20;
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The shortest exact form that {@link #parse} accepts. */
  @Override
  @JsonValue
  public String toString() {
    for (int power = UNITS.length(); power > 0; power--) {
      if (bytes % (1L << (10 * power)) == 0) {
        return (bytes >> (10 * power)) + UNITS.substring(power - 1, power);
      }
    }
    return Long.toString(bytes);
  }

  /** For people: one decimal of the largest fitting unit, such as {@code 1.4G}. */
  public String rounded() {
    int power = 0;
    double value = bytes;
    while (value >= 1024 && power < UNITS.length()) {
      value /= 1024;
      power++;
    }
    return power == 0
        ? bytes + "B"
        : String.format(Locale.ROOT, "%.1f%s", value, UNITS.charAt(power - 1));
  }
}
