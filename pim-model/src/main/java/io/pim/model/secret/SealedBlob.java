package io.pim.model.secret;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Bytes only the holder of the key file can read: base64 of nonce and AES-256-GCM ciphertext. */
public record SealedBlob(String base64) {
  @JsonCreator
  public static SealedBlob of(String base64) {
    return new SealedBlob(base64);
  }

  @JsonValue
  @Override
  public String base64() {
    return base64;
  }

  @Override
  public String toString() {
    return "sealed(" + base64.length() + " characters)";
  }
}
