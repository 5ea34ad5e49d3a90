package io.pim.model.secret;

import java.security.MessageDigest;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs for one purpose with HMAC-SHA-256, under a key derived from the key file's. Whoever holds
 * the same key file can tell what others of them have signed from what strangers made up.
 */
public final class Signer {
  private final SecretKeySpec key;
  private final String keyId;

  Signer(byte[] key, String keyId) {
    this.key = new SecretKeySpec(key, Hmac.ALGORITHM);
    this.keyId = keyId;
  }

  /** Tells key files apart, and gives nothing away of the key. */
  public String keyId() {
    return keyId;
  }

  public byte[] sign(byte[] message) {
    return Hmac.of(key, message);
  }

  /** Compares in constant time: how long it takes says nothing about the right signature. */
  public boolean hasSigned(byte[] message, byte[] signature) {
    return MessageDigest.isEqual(sign(message), signature);
  }
}
