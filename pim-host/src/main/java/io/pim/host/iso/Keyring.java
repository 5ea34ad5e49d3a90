package io.pim.host.iso;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * The keys of an OpenPGP keyring, computed from its contents, so that gpgv's verdict can be checked
 * independently. Reads what {@code gpg --export} writes (RFC 4880, RFC 9580) and GnuPG's keyboxes
 * (kbx/keybox-blob.c).
 *
 * @param fingerprints of primary keys and their subkeys, as upper-case hex
 */
record Keyring(Set<String> fingerprints) {
  private static final int PUBLIC_KEY = 6;
  private static final int PUBLIC_SUBKEY = 14;
  private static final int KEYBOX_MAGIC = 0x4B42_5866;
  private static final int KEYBOX_MAGIC_AT = 8;
  private static final int KEYBOX_BLOB_HEADER = 16;
  private static final int OPENPGP_BLOB = 2;

  Keyring {
    fingerprints = Set.copyOf(fingerprints);
  }

  /**
   * Reads a keyring.
   *
   * @throws BuildFailure HOST_SETUP when the file is not a keyring, or incomplete
   */
  static Keyring read(Path file) {
    try {
      ByteBuffer contents = ByteBuffer.wrap(Files.readAllBytes(file));
      Set<String> found = new HashSet<>();
      if (isKeybox(contents)) {
        readKeybox(contents, found);
      } else {
        readPackets(contents, found);
      }
      if (found.isEmpty()) {
        throw unreadable(file, "there is no key in it", null);
      }
      return new Keyring(found);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw unreadable(file, "it ends in the middle of a key", e);
    } catch (NotAKeyring e) {
      throw unreadable(file, e.getMessage(), e);
    } catch (IOException e) {
      throw unreadable(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean isKeybox(ByteBuffer contents) {
    return contents.remaining() >= KEYBOX_MAGIC_AT + Integer.BYTES
        && contents.getInt(KEYBOX_MAGIC_AT) == KEYBOX_MAGIC;
  }

  private static void readKeybox(ByteBuffer contents, Set<String> found) throws NotAKeyring {
    while (contents.remaining() >= KEYBOX_BLOB_HEADER) {
      ByteBuffer blob = contents.slice(contents.position(), contents.getInt(contents.position()));
      if (blob.limit() < KEYBOX_BLOB_HEADER) {
        throw new NotAKeyring("it is a damaged keybox");
      }
      if (blob.get(Integer.BYTES) == OPENPGP_BLOB) {
        readPackets(blob.slice(blob.getInt(8), blob.getInt(12)), found);
      }
      contents.position(contents.position() + blob.limit());
    }
  }

  private static void readPackets(ByteBuffer packets, Set<String> found) throws NotAKeyring {
    while (packets.hasRemaining()) {
      int header = packets.get() & 0xFF;
      if ((header & 0x80) == 0) {
        throw new NotAKeyring("it is not in the binary form of OpenPGP");
      }
      boolean newFormat = (header & 0x40) != 0;
      int tag = newFormat ? header & 0x3F : (header >> 2) & 0x0F;
      int length = newFormat ? newLength(packets) : oldLength(packets, header & 0x03);
      ByteBuffer body = packets.slice(packets.position(), length);
      packets.position(packets.position() + length);
      if (tag == PUBLIC_KEY || tag == PUBLIC_SUBKEY) {
        found.add(fingerprint(body));
      }
    }
  }

  private static int newLength(ByteBuffer packets) throws NotAKeyring {
    int first = packets.get() & 0xFF;
    if (first < 192) {
      return first;
    }
    if (first < 224) {
      return ((first - 192) << 8) + (packets.get() & 0xFF) + 192;
    }
    if (first < 255) {
      throw new NotAKeyring("a packet of it comes in parts, which no key does");
    }
    return packets.getInt();
  }

  private static int oldLength(ByteBuffer packets, int type) throws NotAKeyring {
    return switch (type) {
      case 0 -> packets.get() & 0xFF;
      case 1 -> packets.getShort() & 0xFFFF;
      case 2 -> packets.getInt();
      default -> throw new NotAKeyring("a packet of it has no length, which every key has");
    };
  }

  private static String fingerprint(ByteBuffer body) throws NotAKeyring {
    return switch (body.get(0)) {
      // Keys of PGP 2 are ignored, as gpgv does: their fingerprints are MD5 and prove nothing.
      case 2, 3 -> "";
      case 4 -> hash("SHA-1", ByteBuffer.allocate(3).put((byte) 0x99).putShort(size(body)), body);
      case 5 -> hash("SHA-256", ByteBuffer.allocate(5).put((byte) 0x9A).putInt(body.limit()), body);
      case 6 -> hash("SHA-256", ByteBuffer.allocate(5).put((byte) 0x9B).putInt(body.limit()), body);
      default -> throw new NotAKeyring("it has a key of the unknown version " + body.get(0));
    };
  }

  private static short size(ByteBuffer body) {
    return (short) body.limit();
  }

  private static String hash(String algorithm, ByteBuffer prefix, ByteBuffer body) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      digest.update(prefix.flip());
      digest.update(body.duplicate());
      return HexFormat.of().withUpperCase().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BuildFailure unreadable(Path file, String why, Exception cause) {
    return BuildFailure.of(FailureKind.HOST_SETUP, "The keyring cannot be read")
        .where(file)
        .why(why)
        .todo(
            "Export the vendor's keys into it again (gpg --export). An armored file is made "
                + "binary by gpg --dearmor.")
        .causedBy(cause)
        .build();
  }

  private static final class NotAKeyring extends Exception {
    private static final long serialVersionUID = 1L;

    NotAKeyring(String sentence) {
      super(sentence);
    }
  }
}
