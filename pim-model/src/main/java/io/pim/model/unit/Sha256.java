package io.pim.model.unit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/** A SHA-256 digest, held as 64 lower-case hexadecimal digits. */
public record Sha256(String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final int BUFFER_BYTES = 1 << 20;

  public Sha256 {
    hex = hex.toLowerCase(Locale.ROOT);
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "'" + hex + "' is not a SHA-256 digest of 64 hexadecimal digits");
    }
  }

  @JsonCreator
  public static Sha256 of(String hex) {
    return new Sha256(hex);
  }

  public static Sha256 ofText(String text) {
    return ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public static Sha256 ofBytes(byte[] bytes) {
    return of(newDigest().digest(bytes));
  }

  public static Sha256 ofFile(Path file) throws IOException {
    return ofFile(file, total -> {});
  }

  /**
   * Computes the digest of a file.
   *
   * @param progress receives the number of bytes read so far, about once per mebibyte; may throw to
   *     stop
   */
  public static Sha256 ofFile(Path file, LongConsumer progress) throws IOException {
    MessageDigest digest = newDigest();
    byte[] buffer = new byte[BUFFER_BYTES];
    long total = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        total += n;
        progress.accept(total);
      }
    }
    return of(digest.digest());
  }

  public static Sha256 of(byte[] digest) {
    return new Sha256(HexFormat.of().formatHex(digest));
  }

  /** A fresh digest; every Java platform has this algorithm. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first 12 digits: enough for people to tell digests apart. */
  public String abbreviated() {
    return hex.substring(0, 12);
  }

  @Override
  @JsonValue
  public String toString() {
    return hex;
  }
}
