package io.pim.model.secret;

import io.pim.model.files.DurableFile;
import io.pim.model.unit.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals bytes with AES-256-GCM under a key file that only its owner can read. The bytes are
 * compressed first, because what is sealed travels in a Temporal payload.
 *
 * <p>The format is a 12-byte random nonce followed by ciphertext and 16-byte tag, as NIST SP
 * 800-38D recommends for GCM.
 */
public final class Sealer {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int MAX_OPENED_BYTES = 64 << 20;
  private static final String FINGERPRINT_KEY = "pim-fingerprint-1";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;

  private Sealer(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /**
   * Opens the key file, made on first use with mode 0600.
   *
   * @throws IOException when it can be neither read nor made, or is not 32 bytes long
   */
  public static Sealer withKeyFile(Path keyFile) throws IOException {
    if (Files.notExists(keyFile)) {
      makeKeyFile(keyFile);
    }
    byte[] key = Files.readAllBytes(keyFile);
    if (key.length != KEY_BYTES) {
      throw new IOException(
          keyFile + " is not a PIM key: it has " + key.length + " bytes instead of " + KEY_BYTES);
    }
    return new Sealer(key);
  }

  /** Two first users agree on one whole key. */
  private static void makeKeyFile(Path keyFile) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    DurableFile.create(keyFile, DurableFile.PRIVATE, key);
  }

  public SealedBlob seal(byte[] plain) {
    try {
      byte[] nonce = new byte[NONCE_BYTES];
      RANDOM.nextBytes(nonce);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
      byte[] sealed = cipher.doFinal(compress(plain));
      return new SealedBlob(
          Base64.getEncoder()
              .encodeToString(
                  ByteBuffer.allocate(nonce.length + sealed.length)
                      .put(nonce)
                      .put(sealed)
                      .array()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no AES-GCM", e);
    }
  }

  /**
   * Reads back what {@link #seal} was given.
   *
   * @throws SealBrokenException when it was sealed with another key, or changed since
   */
  public byte[] open(SealedBlob blob) throws SealBrokenException {
    try {
      byte[] bytes = Base64.getDecoder().decode(blob.base64());
      if (bytes.length < NONCE_BYTES) {
        throw new SealBrokenException("too short", null);
      }
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, bytes, 0, NONCE_BYTES));
      return expand(cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new SealBrokenException("sealed with another key, or changed since", e);
    }
  }

  /**
   * A digest of a text that may hold a short secret: the same text has the same one wherever the
   * key file is the same, and without the key file no guess at the text can be tried against it.
   *
   * <p>It is HMAC-SHA-256 (RFC 2104) under a key derived from the key file's for this use alone.
   */
  public Sha256 fingerprint(String text) {
    byte[] own = hmac(key.getEncoded(), FINGERPRINT_KEY.getBytes(StandardCharsets.UTF_8));
    return Sha256.of(hmac(own, text.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no HMAC-SHA-256", e);
    }
  }

  private static byte[] compress(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] expand(byte[] compressed) throws SealBrokenException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      out.write(gzip.readNBytes(MAX_OPENED_BYTES));
      if (gzip.read() >= 0) {
        throw new SealBrokenException("larger than " + MAX_OPENED_BYTES + " bytes", null);
      }
    } catch (IOException e) {
      throw new SealBrokenException("not compressed as PIM compresses", e);
    }
    return out.toByteArray();
  }
}
