package io.pim.model.unit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A digest with its algorithm, as vendors publish it; written as {@code sha512:} and the digits.
 *
 * @param hex lower-case hexadecimal digits, as many as the algorithm has
 */
public record Digest(DigestAlgorithm algorithm, String hex) {
  private static final int ABBREVIATED = 12;

  public Digest {
    hex = hex.toLowerCase(Locale.ROOT);
    if (!algorithm.fits(hex)) {
      throw new IllegalArgumentException(
          "'"
              + hex
              + "' does not have the "
              + algorithm.digits()
              + " hexadecimal digits of "
              + algorithm);
    }
  }

  public static Digest of(Sha256 digest) {
    return new Digest(DigestAlgorithm.SHA256, digest.hex());
  }

  /**
   * Reads {@code sha256:...}, {@code sha512:...}, or digits alone, whose number determines the
   * algorithm.
   *
   * @throws IllegalArgumentException for anything else
   */
  @JsonCreator
  public static Digest of(String text) {
    return parse(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException("'" + text + "' is not a SHA-256 or SHA-512 digest"));
  }

  /** The same as {@link #of(String)}, but empty for anything else. */
  public static Optional<Digest> parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return Arrays.stream(DigestAlgorithm.values())
        .flatMap(algorithm -> algorithm.read(lower).stream())
        .findFirst();
  }

  /** The first 12 digits: enough for people to tell digests apart. */
  public String abbreviated() {
    return hex.substring(0, ABBREVIATED);
  }

  @Override
  @JsonValue
  public String toString() {
    return algorithm + ":" + hex;
  }
}
