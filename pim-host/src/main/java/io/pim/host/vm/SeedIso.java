package io.pim.host.vm;

import io.pim.tools.guestserver.Resource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes a small ISO 9660 volume (ECMA-119) with a few files in its root folder, which cloud-init's
 * NoCloud data source reads from a disk labelled {@code cidata}. Linux shows the names in lower
 * case, without their version. PIM uses a volume instead of a server because a machine outlives the
 * command that started it, and writes it itself because hosts may lack xorriso.
 */
final class SeedIso {
  private static final int SECTOR = 2048;
  private static final int DESCRIPTOR = 16;
  private static final int PATH_TABLE_LITTLE = 18;
  private static final int PATH_TABLE_BIG = 19;
  private static final int ROOT = 20;
  private static final int FIRST_FILE = 21;
  private static final int PATH_TABLE_BYTES = 10;
  private static final byte FOLDER = 2;

  private final String label;
  private final List<Resource> files;

  /**
   * @param label the volume's name
   * @param files in any order, and few enough for their names to fit one sector
   */
  SeedIso(String label, List<Resource> files) {
    this.label = label;
    this.files = files.stream().sorted((a, b) -> identifier(a).compareTo(identifier(b))).toList();
  }

  byte[] bytes() {
    List<Integer> places = new ArrayList<>();
    int next = FIRST_FILE;
    for (Resource file : files) {
      places.add(next);
      next += sectors(file.bytes().length);
    }
    ByteBuffer image = ByteBuffer.allocate(next * SECTOR);
    describe(image.position(DESCRIPTOR * SECTOR), next);
    end(image.position((DESCRIPTOR + 1) * SECTOR));
    pathTable(image.position(PATH_TABLE_LITTLE * SECTOR), ByteOrder.LITTLE_ENDIAN);
    pathTable(image.position(PATH_TABLE_BIG * SECTOR), ByteOrder.BIG_ENDIAN);
    root(image.position(ROOT * SECTOR), places);
    for (int i = 0; i < files.size(); i++) {
      image.position(places.get(i) * SECTOR).put(files.get(i).bytes());
    }
    return image.array();
  }

  /** Writes the primary volume descriptor, 8.4. */
  private void describe(ByteBuffer out, int sectors) {
    int start = out.position();
    out.put((byte) 1).put(ascii("CD001")).put((byte) 1).put((byte) 0);
    out.put(padded("", 32)).put(padded(label, 32)).put(new byte[8]);
    both(out, sectors);
    out.put(new byte[32]);
    bothShort(out, 1);
    bothShort(out, 1);
    bothShort(out, SECTOR);
    both(out, PATH_TABLE_BYTES);
    out.order(ByteOrder.LITTLE_ENDIAN).putInt(PATH_TABLE_LITTLE).putInt(0);
    out.order(ByteOrder.BIG_ENDIAN).putInt(PATH_TABLE_BIG).putInt(0);
    entry(out, new byte[] {0}, ROOT, SECTOR, FOLDER);
    // The names of set, publisher, preparer, application and three files are all empty.
    out.put(padded("", 4 * 128 + 3 * 37));
    for (int i = 0; i < 4; i++) {
      // No times are set: sixteen zeros and an offset of 0, by 8.4.26.1.
      out.put(ascii("0".repeat(16))).put((byte) 0);
    }
    out.put((byte) 1).position(start + SECTOR);
  }

  private static void end(ByteBuffer out) {
    out.put((byte) 255).put(ascii("CD001")).put((byte) 1);
  }

  private static void pathTable(ByteBuffer out, ByteOrder order) {
    out.put((byte) 1).put((byte) 0);
    out.order(order).putInt(ROOT).putShort((short) 1);
    out.put((byte) 0).put((byte) 0);
    out.order(ByteOrder.BIG_ENDIAN);
  }

  private void root(ByteBuffer out, List<Integer> places) {
    entry(out, new byte[] {0}, ROOT, SECTOR, FOLDER);
    entry(out, new byte[] {1}, ROOT, SECTOR, FOLDER);
    for (int i = 0; i < files.size(); i++) {
      byte[] name = ascii(identifier(files.get(i)));
      entry(out, name, places.get(i), files.get(i).bytes().length, (byte) 0);
    }
  }

  /** Writes a directory record, 9.1. */
  private static void entry(ByteBuffer out, byte[] name, int place, int bytes, byte flags) {
    int length = 33 + name.length + (name.length % 2 == 0 ? 1 : 0);
    int start = out.position();
    out.put((byte) length).put((byte) 0);
    both(out, place);
    both(out, bytes);
    // 2000-01-01 00:00:00 UTC, so that the same data gives the same volume.
    out.put(new byte[] {100, 1, 1, 0, 0, 0, 0}).put(flags).put((byte) 0).put((byte) 0);
    bothShort(out, 1);
    out.put((byte) name.length).put(name).position(start + length);
  }

  private static String identifier(Resource file) {
    return file.name().toUpperCase(Locale.ROOT) + ".;1";
  }

  private static int sectors(int bytes) {
    return (bytes + SECTOR - 1) / SECTOR;
  }

  private static void both(ByteBuffer out, int value) {
    out.order(ByteOrder.LITTLE_ENDIAN).putInt(value);
    out.order(ByteOrder.BIG_ENDIAN).putInt(value);
  }

  private static void bothShort(ByteBuffer out, int value) {
    out.order(ByteOrder.LITTLE_ENDIAN).putShort((short) value);
    out.order(ByteOrder.BIG_ENDIAN).putShort((short) value);
  }

  private static byte[] padded(String text, int length) {
    return ascii(text + " ".repeat(length - text.length()));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
