package io.pim.tools.ssh;

import java.util.Arrays;
import java.util.Base64;
import net.schmizz.sshj.common.Buffer;

/**
 * Writes an Ed25519 private key in OpenSSH's format (PROTOCOL.key), unencrypted, so that people can
 * use it with {@code ssh -i}. OpenSSH before 9.6 reads no other format of Ed25519 keys.
 */
final class OpenSshPrivateKey {
  private static final String TYPE = "ssh-ed25519";
  private static final byte[] MAGIC = {
    'o', 'p', 'e', 'n', 's', 's', 'h', '-', 'k', 'e', 'y', '-', 'v', '1', 0
  };
  private static final int BLOCK_BYTES = 8;

  private OpenSshPrivateKey() {}

  /** The wire form of a public key, RFC 8709 section 4. */
  static byte[] publicBlob(byte[] publicKey) {
    return new Buffer.PlainBuffer().putString(TYPE).putBytes(publicKey).getCompactData();
  }

  /** The text of the file; {@code seed} and {@code publicKey} have 32 bytes each. */
  static String pem(byte[] seed, byte[] publicKey, int check) {
    byte[] secret = Arrays.copyOf(seed, seed.length + publicKey.length);
    System.arraycopy(publicKey, 0, secret, seed.length, publicKey.length);
    Buffer.PlainBuffer inner =
        new Buffer.PlainBuffer()
            .putUInt32FromInt(check)
            .putUInt32FromInt(check)
            .putString(TYPE)
            .putBytes(publicKey)
            .putBytes(secret)
            .putString("");
    for (byte pad = 1; inner.available() % BLOCK_BYTES != 0; pad++) {
      inner.putByte(pad);
    }
    Buffer.PlainBuffer file = new Buffer.PlainBuffer();
    file.putRawBytes(MAGIC);
    file.putString("none").putString("none").putString("").putUInt32(1);
    file.putBytes(publicBlob(publicKey)).putBytes(inner.getCompactData());
    String base64 =
        Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(file.getCompactData());
    return "-----BEGIN OPENSSH PRIVATE KEY-----\n"
        + base64
        + "\n-----END OPENSSH PRIVATE KEY-----\n";
  }
}
