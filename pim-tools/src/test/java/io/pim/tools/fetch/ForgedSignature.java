package io.pim.tools.fetch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A forged detached OpenPGP signature (RFC 4880), to test how its texts are handled. */
public final class ForgedSignature {
  private static final int CREATED = 2;
  private static final int ISSUER = 16;
  private static final int SIGNERS_USER_ID = 28;

  private ForgedSignature() {}

  /** A signature whose signer has this name. */
  public static byte[] signedBy(String user) {
    ByteArrayOutputStream hashed = new ByteArrayOutputStream();
    subpacket(hashed, CREATED, ByteBuffer.allocate(4).putInt(1_577_836_800).array());
    subpacket(hashed, SIGNERS_USER_ID, user.getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream unhashed = new ByteArrayOutputStream();
    subpacket(unhashed, ISSUER, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    // Version 4, of a binary document, by EdDSA over SHA-256.
    body.writeBytes(new byte[] {4, 0, 22, 8});
    area(body, hashed);
    area(body, unhashed);
    body.writeBytes(new byte[] {0, 0});
    for (int number = 0; number < 2; number++) {
      body.writeBytes(new byte[] {1, 0});
      body.writeBytes("\u0080".repeat(32).getBytes(StandardCharsets.ISO_8859_1));
    }
    return ByteBuffer.allocate(6 + body.size())
        .put((byte) 0xC2)
        .put((byte) 0xFF)
        .putInt(body.size())
        .put(body.toByteArray())
        .array();
  }

  private static void subpacket(ByteArrayOutputStream area, int type, byte[] contents) {
    area.writeBytes(
        ByteBuffer.allocate(6 + contents.length)
            .put((byte) 0xFF)
            .putInt(contents.length + 1)
            .put((byte) type)
            .put(contents)
            .array());
  }

  private static void area(ByteArrayOutputStream body, ByteArrayOutputStream area) {
    body.writeBytes(ByteBuffer.allocate(2).putShort((short) area.size()).array());
    body.writeBytes(area.toByteArray());
  }
}
