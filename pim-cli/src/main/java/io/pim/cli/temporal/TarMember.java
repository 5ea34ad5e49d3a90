package io.pim.cli.temporal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Extracts one file from a .tar.gz. No name in the archive becomes a path: the caller chooses the
 * target. An archive with a path outside its folder is refused as a whole.
 */
final class TarMember {
  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_BYTES = 12;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_BYTES = 8;
  private static final int TYPE_AT = 156;
  private static final long MOST_BYTES = 1L << 30;

  private final String member;

  TarMember(String member) {
    this.member = member;
  }

  /**
   * Writes the member to a file.
   *
   * @throws IOException when the archive is damaged or hostile, or has no such regular file
   */
  void extract(Path archive, Path target) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive), 1 << 16)) {
      byte[] header = in.readNBytes(BLOCK);
      while (!isEnd(header)) {
        requireSound(header);
        String name = requireInside(text(header, 0, NAME_BYTES));
        long size = number(header, SIZE_AT, SIZE_BYTES);
        if (isRegular(header) && name.equals(member)) {
          write(in, size, target);
          return;
        }
        in.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
        header = in.readNBytes(BLOCK);
      }
    }
    throw new IOException("the archive has no file '" + member + "'");
  }

  private static void write(InputStream in, long size, Path target) throws IOException {
    if (size > MOST_BYTES) {
      throw new IOException("the archive's file is larger than any release: " + size + " bytes");
    }
    byte[] buffer = new byte[1 << 16];
    long left = size;
    try (var out = Files.newOutputStream(target)) {
      while (left > 0) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (n < 0) {
          throw new EOFException("the archive ends within its file");
        }
        out.write(buffer, 0, n);
        left -= n;
      }
    }
  }

  private static boolean isEnd(byte[] header) throws EOFException {
    if (header.length < BLOCK) {
      throw new EOFException("the archive ends early");
    }
    return Arrays.equals(header, new byte[BLOCK]);
  }

  private static boolean isRegular(byte[] header) {
    return header[TYPE_AT] == '0' || header[TYPE_AT] == 0;
  }

  private static String requireInside(String name) throws IOException {
    if (name.startsWith("/") || Arrays.asList(name.split("/", -1)).contains("..")) {
      throw new IOException("the archive has a path outside its folder: '" + name + "'");
    }
    return name.startsWith("./") ? name.substring(2) : name;
  }

  private static void requireSound(byte[] header) throws IOException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean inChecksum = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_BYTES;
      sum += inChecksum ? ' ' : header[i] & 0xff;
    }
    if (sum != number(header, CHECKSUM_AT, CHECKSUM_BYTES)) {
      throw new IOException("this is not a tar archive, or it is damaged");
    }
  }

  private static long number(byte[] header, int at, int length) throws IOException {
    String digits = text(header, at, length).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new IOException("this is not a tar archive, or it is damaged", e);
    }
  }

  private static String text(byte[] header, int at, int length) {
    int end = at;
    while (end < at + length && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, StandardCharsets.UTF_8);
  }
}
