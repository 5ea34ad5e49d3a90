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
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals bytes with AES-256-GCM under a key file that only its owner can read. The bytes are
 * compressed first, because sealed bytes travel in a Temporal payload.
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
  private static final String KEY_ID = "pim key id v1";
  private static final int KEY_ID_BYTES = 4;
  private static final byte[] UNBOUND = {};
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;
  private final String keyId;

  private Sealer(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
    byte[] id = Hmac.derive(key, KEY_ID);
    this.keyId = HexFormat.of().formatHex(id, 0, KEY_ID_BYTES);
  }

  /**
   * Opens the key file, made on first use with mode 0600.
   *
   * @throws IOException when the file can be neither read nor made, or is not 32 bytes long
   */
  public static Sealer withKeyFile(Path keyFile) throws IOException {
    if (Files.notExists(keyFile)) {
      makeKeyFile(keyFile);
    }
    return withKey(Files.readAllBytes(keyFile), keyFile.toString());
  }

  /**
   * Takes the contents of a key file.
   *
   * @param shown the key's place in messages
   * @throws IOException when they are not 32 bytes long
   */
  public static Sealer withKey(byte[] key, String shown) throws IOException {
    if (key.length != KEY_BYTES) {
      throw new IOException(
          shown + " is not a PIM key: it has " + key.length + " bytes instead of " + KEY_BYTES);
    }
    return new Sealer(key.clone());
  }

  /** If two processes do this at once, both end up with the same complete key. */
  private static void makeKeyFile(Path keyFile) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    DurableFile.create(keyFile, DurableFile.PRIVATE, key);
  }

  /** Identifies the key file without revealing the key: eight hex digits. */
  public String keyId() {
    return keyId;
  }

  /**
   * A signer that uses this key file.
   *
   * @param purpose what is signed; signatures for one purpose are invalid for any other
   */
  public Signer signer(String purpose) {
    return new Signer(Hmac.derive(key.getEncoded(), purpose), keyId);
  }

  /** Seals data that stays on this machine. */
  public SealedBlob seal(byte[] plain) {
    return seal(plain, UNBOUND);
  }

  /**
   * Seals data that travels.
   *
   * @param boundTo identifies the owner of the data; opening requires the same text
   */
  public SealedBlob seal(byte[] plain, String boundTo) {
    return seal(plain, boundTo.getBytes(StandardCharsets.UTF_8));
  }

  private SealedBlob seal(byte[] plain, byte[] boundTo) {
    try {
      byte[] nonce = new byte[NONCE_BYTES];
      RANDOM.nextBytes(nonce);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(boundTo);
      byte[] sealed = cipher.doFinal(compress(plain));
      return SealedBlob.of(
          keyId,
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
   * Opens what {@link #seal(byte[])} returned.
   *
   * @throws SealBrokenException when it was sealed with another key, or changed since
   */
  public byte[] open(SealedBlob blob) throws SealBrokenException {
    return open(blob, UNBOUND);
  }

  /**
   * Opens what {@link #seal(byte[], String)} returned.
   *
   * @throws SealBrokenException when it was sealed with another key, bound to another text, or
   *     changed since
   */
  public byte[] open(SealedBlob blob, String boundTo) throws SealBrokenException {
    return open(blob, boundTo.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] open(SealedBlob blob, byte[] boundTo) throws SealBrokenException {
    if (blob.keyId().isPresent() && !blob.keyId().get().equals(keyId)) {
      throw new SealBrokenException(
          "sealed with key " + blob.keyId().get() + ", and this is key " + keyId, true, null);
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(blob.base64());
      if (bytes.length < NONCE_BYTES) {
        throw new SealBrokenException("cut short", false, null);
      }
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, bytes, 0, NONCE_BYTES));
      cipher.updateAAD(boundTo);
      return expand(cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw blob.keyId().isPresent()
          ? new SealBrokenException("sealed for something else, or changed since", false, e)
          : new SealBrokenException("sealed with another key, or changed since", true, e);
    }
  }

  /**
   * A digest of a text that may contain a short secret. Equal texts have equal fingerprints under
   * the same key file. Without the key file nobody can test guesses of the text against the
   * fingerprint.
   *
   * <p>It is HMAC-SHA-256 (RFC 2104) under a key derived from the key file's for this use only.
   */
  public Sha256 fingerprint(String text) {
    byte[] own = Hmac.derive(key.getEncoded(), FINGERPRINT_KEY);
    return Sha256.of(Hmac.derive(own, text));
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
        throw new SealBrokenException("larger than " + MAX_OPENED_BYTES + " bytes", false, null);
      }
    } catch (IOException e) {
      throw new SealBrokenException("not compressed as PIM compresses", false, e);
    }
    return out.toByteArray();
  }
}
