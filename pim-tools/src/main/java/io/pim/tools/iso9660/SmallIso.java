package io.pim.tools.iso9660;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes an ISO 9660 image of a few small files in its root, such as cloud-init's seed. Names are
 * plain: Linux shows them in lower case. The same files give the same bytes.
 */
public final class SmallIso {
  private static final int SECTOR = IsoLayout.SECTOR_BYTES;
  private static final int PATHS_LITTLE = IsoLayout.FIRST_DESCRIPTOR + 2;
  private static final int PATHS_BIG = PATHS_LITTLE + 1;
  private static final int ROOT = PATHS_BIG + 1;
  private static final int FIRST_FILE = ROOT + 1;
  private static final int PATHS_BYTES = 10;
  private static final int RECORD_BYTES = 33;
  private static final int FOLDER = 2;

  /** 1 January 2000, a fixed date, so that the bytes do not depend on the time. */
  private static final byte[] DAY = {100, 1, 1, 0, 0, 0, 0};

  private static final String NO_TIME = "0".repeat(16);

  private final String label;
  private final Map<String, byte[]> files = new TreeMap<>();
  private final ByteBuffer image;

  private SmallIso(String label, Map<String, byte[]> files) {
    this.label = label;
    int sectors = FIRST_FILE;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      this.files.put(file.getKey().toUpperCase(Locale.ROOT) + ".;1", file.getValue());
      sectors += sectorsOf(file.getValue());
    }
    this.image = ByteBuffer.allocate(sectors * SECTOR);
  }

  private static int sectorsOf(byte[] file) {
    return (file.length + SECTOR - 1) / SECTOR;
  }

  /**
   * An image.
   *
   * @param label of the volume, at most 32 letters
   * @param files by name: letters, digits, hyphens and underscores, at most 20
   * @throws IllegalArgumentException for another name, or more files than a sector describes
   */
  public static byte[] of(String label, Map<String, byte[]> files) {
    boolean named =
        label.matches("[A-Za-z0-9_-]{1,32}")
            && files.keySet().stream().allMatch(name -> name.matches("[A-Za-z0-9_-]{1,20}"));
    int most = (SECTOR - 2 * (RECORD_BYTES + 1)) / (RECORD_BYTES + 1 + 24);
    if (!named || files.size() > most) {
      throw new IllegalArgumentException("no small image: " + label + " " + files.keySet());
    }
    return new SmallIso(label, files).write();
  }

  private byte[] write() {
    primaryDescriptor();
    terminator();
    paths();
    rootFolder();
    return image.array();
  }

  /** ECMA-119, 8.4. */
  private void primaryDescriptor() {
    at(IsoLayout.FIRST_DESCRIPTOR);
    image.put((byte) 1).put(ascii("CD001")).put((byte) 1).put((byte) 0);
    padded("", 32);
    padded(label, 32);
    zeros(8);
    both32(image.capacity() / SECTOR);
    zeros(32);
    both16(1);
    both16(1);
    both16(SECTOR);
    both32(PATHS_BYTES);
    image.order(ByteOrder.LITTLE_ENDIAN).putInt(PATHS_LITTLE).putInt(0);
    image.order(ByteOrder.BIG_ENDIAN).putInt(PATHS_BIG).putInt(0);
    record(new byte[] {0}, ROOT, SECTOR, FOLDER);
    padded("", 4 * 128 + 3 * 37);
    for (int i = 0; i < 4; i++) {
      image.put(ascii(NO_TIME)).put((byte) 0);
    }
    image.put((byte) 1);
  }

  /** ECMA-119, 8.3. */
  private void terminator() {
    at(IsoLayout.FIRST_DESCRIPTOR + 1);
    image.put((byte) 0xff).put(ascii("CD001")).put((byte) 1);
  }

  /** ECMA-119, 9.4: only the root, once in each byte order. */
  private void paths() {
    at(PATHS_LITTLE);
    image.put((byte) 1).put((byte) 0).order(ByteOrder.LITTLE_ENDIAN).putInt(ROOT);
    image.putShort((short) 1);
    at(PATHS_BIG);
    image.put((byte) 1).put((byte) 0).order(ByteOrder.BIG_ENDIAN).putInt(ROOT);
    image.putShort((short) 1);
  }

  private void rootFolder() {
    at(ROOT);
    record(new byte[] {0}, ROOT, SECTOR, FOLDER);
    record(new byte[] {1}, ROOT, SECTOR, FOLDER);
    int next = FIRST_FILE;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] content = file.getValue();
      record(ascii(file.getKey()), next, content.length, 0);
      int here = image.position();
      at(next);
      image.put(content).position(here);
      next += sectorsOf(content);
    }
  }

  /** ECMA-119, 9.1. */
  private void record(byte[] name, int sector, int bytes, int flags) {
    boolean even = name.length % 2 == 0;
    image.put((byte) (RECORD_BYTES + name.length + (even ? 1 : 0))).put((byte) 0);
    both32(sector);
    both32(bytes);
    image.put(DAY).put((byte) flags).put((byte) 0).put((byte) 0);
    both16(1);
    image.put((byte) name.length).put(name);
    zeros(even ? 1 : 0);
  }

  private void at(int sector) {
    image.position(sector * SECTOR);
  }

  private void zeros(int count) {
    image.position(image.position() + count);
  }

  private void padded(String text, int length) {
    image.put(ascii(text + " ".repeat(length - text.length())));
  }

  private void both16(int value) {
    image.order(ByteOrder.LITTLE_ENDIAN).putShort((short) value);
    image.order(ByteOrder.BIG_ENDIAN).putShort((short) value);
  }

  private void both32(int value) {
    image.order(ByteOrder.LITTLE_ENDIAN).putInt(value);
    image.order(ByteOrder.BIG_ENDIAN).putInt(value);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
