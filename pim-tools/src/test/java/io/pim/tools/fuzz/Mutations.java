package io.pim.tools.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Changes an honest peer's bytes into bytes that no honest peer sends: changes, removes, doubles or
 * adds some.
 */
public final class Mutations {
  private static final int MOST_CHANGES = 6;
  private static final int LONGEST_PIECE = 60;

  /** Texts with a meaning in JSON or in PIM. */
  private static final List<String> JSON =
      List.of(
          "null",
          "true",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "{}",
          "[[]]",
          "-1",
          "0.5",
          "256",
          "1e999999999",
          "18446744073709551616",
          "9".repeat(3000),
          "[".repeat(1200),
          "{\"a\":".repeat(1200),
          "\"" + "x".repeat(50_000) + "\"",
          "\"\\u0000\"",
          "\\u0000",
          "\\ud800",
          "\\u001b[2J",
          "../../",
          "\n",
          "\r\n",
          "\u0000",
          "\u001b]0;",
          "\u00c0\u00af",
          "\u00ff",
          "\u00ef\u00bb\u00bf");

  private final List<byte[]> meaningful;

  /**
   * Mutations that also insert some of these texts.
   *
   * @param meaningful one byte for each character, so that invalid UTF-8 can be expressed
   */
  public Mutations(List<String> meaningful) {
    this.meaningful =
        meaningful.stream().map(text -> text.getBytes(StandardCharsets.ISO_8859_1)).toList();
  }

  /** Mutations of JSON, which also insert these texts. */
  public static Mutations ofJson(String... more) {
    List<String> all = new ArrayList<>(JSON);
    all.addAll(List.of(more));
    return new Mutations(all);
  }

  public byte[] of(byte[] honest, RandomGenerator random) {
    byte[] mutant = honest;
    for (int n = random.nextInt(MOST_CHANGES); n >= 0; n--) {
      mutant = changed(mutant, random);
    }
    return mutant;
  }

  private byte[] changed(byte[] bytes, RandomGenerator random) {
    int at = random.nextInt(bytes.length + 1);
    int end = Math.min(bytes.length, at + random.nextInt(LONGEST_PIECE));
    byte[] piece = Arrays.copyOfRange(bytes, at, end);
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> {
        byte[] one = {(byte) random.nextInt(256)};
        yield joined(bytes, at, one, Math.min(bytes.length, at + 1));
      }
      case 3, 4 -> joined(bytes, at, new byte[0], end);
      case 5 -> joined(bytes, at, piece, at);
      case 6 -> joined(bytes, random.nextInt(at + 1), piece, at);
      case 7 -> Arrays.copyOf(bytes, at);
      case 8, 9 -> joined(bytes, at, anyOf(random), end);
      default -> joined(bytes, at, anyOf(random), at);
    };
  }

  private byte[] anyOf(RandomGenerator random) {
    return meaningful.get(random.nextInt(meaningful.size()));
  }

  /** The bytes before {@code head}, then {@code middle}, then the bytes from {@code tail} on. */
  private static byte[] joined(byte[] bytes, int head, byte[] middle, int tail) {
    byte[] result = Arrays.copyOf(bytes, head + middle.length + bytes.length - tail);
    System.arraycopy(middle, 0, result, head, middle.length);
    System.arraycopy(bytes, tail, result, head + middle.length, bytes.length - tail);
    return result;
  }
}
