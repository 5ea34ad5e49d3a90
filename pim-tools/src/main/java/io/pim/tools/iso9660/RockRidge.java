package io.pim.tools.iso9660;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A file's POSIX name and whether it is a symbolic link, from Rock Ridge's system use area (SUSP
 * 1.12, RRIP 1.12).
 *
 * @param name the POSIX name; empty when there is none
 * @param link whether the entry is a symbolic link
 */
record RockRidge(String name, boolean link) {
  private static final int MAX_CONTINUATIONS = 16;
  private static final int HEADER = 4;
  private static final int NAME_BYTES_LIMIT = 1024;

  /** Reads bytes at a position of the file system. */
  interface Reader {
    byte[] read(long offset, int length) throws IOException;
  }

  /** Whether the root's own entry begins with SUSP's {@code SP} (SUSP 5.3). */
  static boolean isMarked(byte[] systemUse) {
    return systemUse.length >= 7
        && systemUse[0] == 'S'
        && systemUse[1] == 'P'
        && IsoLayout.uint8(systemUse, 4) == 0xbe
        && IsoLayout.uint8(systemUse, 5) == 0xef;
  }

  static RockRidge parse(byte[] systemUse, Reader reader) throws IOException {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    boolean link = false;
    byte[] area = systemUse;
    // Areas may point at each other endlessly. A few are enough for any real name.
    for (int i = 0; i < MAX_CONTINUATIONS && area.length > 0; i++) {
      long nextOffset = 0;
      int nextBytes = 0;
      int at = 0;
      while (at + HEADER <= area.length) {
        int length = IsoLayout.uint8(area, at + 2);
        if (length < HEADER || at + length > area.length) {
          break;
        }
        String kind = new String(area, at, 2, StandardCharsets.ISO_8859_1);
        if (kind.equals("NM") && length > 5 && name.size() < NAME_BYTES_LIMIT) {
          name.write(area, at + 5, length - 5);
        } else if (kind.equals("SL")) {
          link = true;
        } else if (kind.equals("CE") && length >= 28) {
          nextOffset =
              IsoLayout.uint32(area, at + 4) * IsoLayout.SECTOR_BYTES
                  + IsoLayout.uint32(area, at + 12);
          nextBytes = (int) Math.min(IsoLayout.uint32(area, at + 20), IsoLayout.SECTOR_BYTES);
        } else if (kind.equals("ST")) {
          break;
        }
        at += length;
      }
      // Only one per area is allowed (SUSP 5.1); if there are more, the last one wins.
      area = reader.read(nextOffset, nextBytes);
    }
    return new RockRidge(name.toString(StandardCharsets.UTF_8), link);
  }
}
