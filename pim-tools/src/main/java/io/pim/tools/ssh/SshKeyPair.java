package io.pim.tools.ssh;

import com.hierynomus.sshj.userauth.keyprovider.OpenSSHKeyV1KeyFile;
import io.pim.model.files.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;

/** A build's own Ed25519 key pair, in a file of OpenSSH's format with mode 0600. */
public final class SshKeyPair {
  private static final int KEY_BYTES = 32;

  private final Path file;
  private final PrivateKey privateKey;
  private final PublicKey publicKey;

  private SshKeyPair(Path file, PrivateKey privateKey, PublicKey publicKey) {
    this.file = file;
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /**
   * The key pair in a file; made if the file does not exist. If two processes make it at once, both
   * use the same.
   *
   * @throws IOException when the file can be neither made nor read as a key
   */
  public static SshKeyPair at(Path file) throws IOException {
    if (Files.notExists(file)) {
      byte[] key = generate().getBytes(StandardCharsets.US_ASCII);
      DurableFile.create(file, DurableFile.PRIVATE, key);
    }
    OpenSSHKeyV1KeyFile reader = new OpenSSHKeyV1KeyFile();
    reader.init(Files.readString(file), null);
    return new SshKeyPair(file, reader.getPrivate(), reader.getPublic());
  }

  private static String generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      // In both encodings of RFC 8410, the last 32 bytes are the raw key.
      return OpenSshPrivateKey.pem(
          tail(pair.getPrivate().getEncoded()),
          tail(pair.getPublic().getEncoded()),
          new SecureRandom().nextInt());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no Ed25519", e);
    }
  }

  private static byte[] tail(byte[] encoded) {
    return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
  }

  /** The file with the private key. */
  public Path file() {
    return file;
  }

  /** The line for an {@code authorized_keys} file, without a line end. */
  public String publicKeyLine(String comment) {
    if (comment.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new IllegalArgumentException("a key's comment is one line of printable characters");
    }
    return "ssh-ed25519 " + publicKeyBase64() + (comment.isEmpty() ? "" : " " + comment);
  }

  /** The public key in Base64, as the second field of an {@code authorized_keys} line. */
  String publicKeyBase64() {
    byte[] blob = new Buffer.PlainBuffer().putPublicKey(publicKey).getCompactData();
    return Base64.getEncoder().encodeToString(blob);
  }

  KeyProvider provider() {
    return new KeyProvider() {
      @Override
      public PrivateKey getPrivate() {
        return privateKey;
      }

      @Override
      public PublicKey getPublic() {
        return publicKey;
      }

      @Override
      public KeyType getType() {
        return KeyType.ED25519;
      }
    };
  }

  @Override
  public String toString() {
    return "SshKeyPair(" + file + ")";
  }
}
