package io.pim.model.secret;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Bytes that only the holder of the key file can read: the key's id, a dot, and base64 of nonce and
 * AES-256-GCM ciphertext. Blobs from before keys had ids lack the id and the dot.
 */
public record SealedBlob(String text) {
  private static final String DOT = ".";
  private static final Pattern WITH_KEY_ID = Pattern.compile("[0-9a-f]{8}\\..*");

  @JsonCreator
  public static SealedBlob of(String text) {
    return new SealedBlob(text);
  }

  static SealedBlob of(String keyId, String base64) {
    return new SealedBlob(keyId + DOT + base64);
  }

  /** The id of the key that opens it; empty in older blobs. */
  public Optional<String> keyId() {
    return WITH_KEY_ID.matcher(text).matches()
        ? Optional.of(text.substring(0, text.indexOf(DOT)))
        : Optional.empty();
  }

  String base64() {
    return text.substring(text.indexOf(DOT) + 1);
  }

  @JsonValue
  @Override
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return "sealed(" + text.length() + " characters)";
  }
}
