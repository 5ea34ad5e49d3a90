package io.pim.host.deploy.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads an image's compression from its qcow2 header. */
public final class Qcow2Compression {
  private static final int MAGIC = 0x514649fb;
  private static final int FEATURES_AT = 72;
  private static final long OTHER_THAN_ZLIB = 1 << 3;
  private static final int TYPE_AT = 104;

  private Qcow2Compression() {}

  /** Whether the image uses zlib, which every QEMU reads. True for other formats. */
  public static boolean isReadableAnywhere(Path image) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(image)) {
      head = in.readNBytes(TYPE_AT + 1);
    }
    ByteBuffer header = ByteBuffer.wrap(head);
    return head.length <= TYPE_AT
        || header.getInt(0) != MAGIC
        || (header.getLong(FEATURES_AT) & OTHER_THAN_ZLIB) == 0
        || head[TYPE_AT] == 0;
  }
}
