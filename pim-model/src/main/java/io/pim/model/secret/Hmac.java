package io.pim.model.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104), and keys derived with it. */
final class Hmac {
  static final String ALGORITHM = "HmacSHA256";

  private Hmac() {}

  static byte[] of(SecretKey key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no HMAC-SHA-256", e);
    }
  }

  /** Derives a separate key for each purpose, so that a leaked one is useless for the others. */
  static byte[] derive(byte[] key, String purpose) {
    return of(new SecretKeySpec(key, ALGORITHM), purpose.getBytes(StandardCharsets.UTF_8));
  }
}
