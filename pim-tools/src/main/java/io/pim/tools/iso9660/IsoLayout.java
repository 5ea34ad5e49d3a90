package io.pim.tools.iso9660;

/**
 * The positions of fields on an ISO 9660 file system; the section numbers are those of ECMA-119
 * (2nd edition). Numbers are stored in both byte orders, little-endian first (7.3.3); the first is
 * read.
 */
public final class IsoLayout {
  /** Logical sectors have 2048 bytes on all media still in use (6.1.2). */
  public static final int SECTOR_BYTES = 2048;

  /** The first volume descriptor (6.2.1: the 16 sectors before it are the system area). */
  public static final int FIRST_DESCRIPTOR = 16;

  private IsoLayout() {}

  static long uint32(byte[] bytes, int at) {
    return uint16(bytes, at) | (long) uint16(bytes, at + 2) << 16;
  }

  static int uint16(byte[] bytes, int at) {
    return uint8(bytes, at) | uint8(bytes, at + 1) << 8;
  }

  static int uint8(byte[] bytes, int at) {
    return bytes[at] & 0xff;
  }
}
