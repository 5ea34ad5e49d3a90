package io.pim.cli.temporal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Writes small .tar.gz archives, valid and invalid ones. */
final class TarArchive {
  private static final int BLOCK = 512;
  private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

  TarArchive with(String name, String contents) {
    return with(name, contents, '0');
  }

  TarArchive with(String name, String contents, char type) {
    byte[] body = contents.getBytes(StandardCharsets.UTF_8);
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000755");
    put(header, 124, String.format("%011o", body.length));
    header[156] = (byte) type;
    put(header, 257, "ustar");
    put(header, 148, "        ");
    long sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o\0 ", sum));
    tar.writeBytes(header);
    tar.writeBytes(body);
    tar.writeBytes(new byte[(BLOCK - body.length % BLOCK) % BLOCK]);
    return this;
  }

  byte[] gzipped() throws IOException {
    return gzipped(bytes());
  }

  static byte[] gzipped(byte[] archive) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(archive);
    }
    return bytes.toByteArray();
  }

  byte[] bytes() {
    byte[] all = tar.toByteArray();
    return Arrays.copyOf(all, all.length + 2 * BLOCK);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
