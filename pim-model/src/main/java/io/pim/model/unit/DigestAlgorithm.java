package io.pim.model.unit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/** The algorithms that PIM trusts to verify an ISO, strongest last. */
public enum DigestAlgorithm {
  SHA256("sha256", "SHA-256", 64),
  SHA512("sha512", "SHA-512", 128);

  private static final int BUFFER_BYTES = 1 << 20;

  private final String id;
  private final String javaName;
  private final int digits;
  private final Pattern form;

  DigestAlgorithm(String id, String javaName, int digits) {
    this.id = id;
    this.javaName = javaName;
    this.digits = digits;
    this.form = Pattern.compile("[0-9a-f]{" + digits + "}");
  }

  /** The number of hexadecimal digits of a digest. */
  public int digits() {
    return digits;
  }

  boolean fits(String hex) {
    return form.matcher(hex).matches();
  }

  Optional<Digest> read(String text) {
    String prefix = id + ":";
    String hex = text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    return fits(hex) ? Optional.of(new Digest(this, hex)) : Optional.empty();
  }

  /**
   * Computes the digest of a file.
   *
   * @param progress receives the number of bytes read so far, about once per mebibyte; may throw to
   *     stop
   */
  public Digest ofFile(Path file, LongConsumer progress) throws IOException {
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
    return new Digest(this, HexFormat.of().formatHex(digest.digest()));
  }

  /** Every Java platform has these algorithms. */
  private MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance(javaName);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In lower case, as people and vendors' lists write it: {@code sha256}. */
  @Override
  public String toString() {
    return id;
  }
}
