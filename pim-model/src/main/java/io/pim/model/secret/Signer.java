package io.pim.model.secret;

import java.security.MessageDigest;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs for one purpose with HMAC-SHA-256, under a key derived from the key file's. Holders of the
 * same key file recognise each other's signatures, and nobody else can make one.
 */
public final class Signer {
  private final SecretKeySpec key;
  private final String keyId;

  Signer(byte[] key, String keyId) {
    this.key = new SecretKeySpec(key, Hmac.ALGORITHM);
    this.keyId = keyId;
  }

  /** Identifies the key file without revealing the key. */
  public String keyId() {
    return keyId;
  }

  public byte[] sign(byte[] message) {
    return Hmac.of(key, message);
  }

  /**
   * Compares in constant time, so that the duration reveals nothing about the correct signature.
   */
  public boolean hasSigned(byte[] message, byte[] signature) {
    return MessageDigest.isEqual(sign(message), signature);
  }
}
