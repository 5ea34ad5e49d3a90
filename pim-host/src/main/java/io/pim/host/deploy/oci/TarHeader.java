package io.pim.host.deploy.oci;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Headers of a tar archive in the format ustar (POSIX.1-1988). */
final class TarHeader {
  private static final int BYTES = 512;
  private static final int NAME_BYTES = 100;
  private static final long MOST_IN_OCTAL = 0_77777777777L;
  private static final int SUM_AT = 148;
  private static final int SUM_BYTES = 8;

  private TarHeader() {}

  static byte[] folder(String name, int owner) {
    return header(name, 0555, owner, 0, '5');
  }

  static byte[] file(String name, int owner, long size) {
    return header(name, 0440, owner, size, '0');
  }

  private static byte[] header(String name, int mode, int owner, long size, char type) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    if (text.length > NAME_BYTES) {
      throw new IllegalArgumentException("too long for a tar archive: " + name);
    }
    ByteBuffer header = ByteBuffer.allocate(BYTES);
    header.put(text).position(NAME_BYTES);
    header.put(octal(mode, 8)).put(octal(owner, 8)).put(octal(owner, 8));
    header.put(size(size));
    // The time of the file: always the same, so that the same image gives the same archive.
    header.put(octal(0, 12));
    header.position(SUM_AT + SUM_BYTES);
    header.put((byte) type).position(257);
    header.put("ustar\0".getBytes(StandardCharsets.US_ASCII)).put((byte) '0').put((byte) '0');
    Arrays.fill(header.array(), SUM_AT, SUM_AT + SUM_BYTES, (byte) ' ');
    int sum = 0;
    for (byte one : header.array()) {
      sum += one & 0xff;
    }
    header.position(SUM_AT);
    header.put(octal(sum, 7));
    return header.array();
  }

  /** Above 8 GiB in binary, as GNU tar, BSD tar, Go and Python read it. */
  private static byte[] size(long size) {
    if (size <= MOST_IN_OCTAL) {
      return octal(size, 12);
    }
    return ByteBuffer.allocate(12).put((byte) 0x80).position(4).putLong(size).array();
  }

  private static byte[] octal(long number, int bytes) {
    String digits = Long.toOctalString(number);
    return ("0".repeat(bytes - 1 - digits.length()) + digits + "\0")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
