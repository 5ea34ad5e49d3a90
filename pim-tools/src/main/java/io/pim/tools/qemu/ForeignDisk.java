package io.pim.tools.qemu;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A disk file from somebody else. PIM examines its first bytes before any program opens it: a qcow2
 * header can name other files of this host, which QEMU would then read as the disk's contents.
 * QEMU's {@code docs/interop/qcow2.txt} describes the header.
 *
 * @param format {@code QCOW2} or {@code RAW}
 * @param size the size of the disk that a guest sees
 */
public record ForeignDisk(Path file, DiskFormat format, ByteSize size) {
  private static final int SECTOR = 512;
  private static final int QCOW2_MAGIC = 0x514649fb;
  private static final int QCOW2_SHORTEST = 72;
  private static final int QCOW2_VERSION_3_SHORTEST = 104;
  private static final int NEWEST_VERSION = 3;
  private static final int BACKING_FILE = 8;
  private static final int SIZE = 24;
  private static final int ENCRYPTION = 32;
  private static final int INCOMPATIBLE_FEATURES = 72;
  private static final long DIRTY = 1;
  private static final long CORRUPT = 1 << 1;
  private static final long EXTERNAL_DATA_FILE = 1 << 2;

  /** The incompatible features that QEMU's description defines, bits 0 to 4. */
  private static final long KNOWN_FEATURES = (1 << 5) - 1;

  /**
   * Examines a file.
   *
   * @throws BuildFailure HOST_SETUP for anything but a raw disk with a boot sector or a partition
   *     table, and a qcow2 image without a backing file
   */
  public static ForeignDisk of(Path file) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(head(file));
    if (head.limit() >= Integer.BYTES && head.getInt(0) == QCOW2_MAGIC) {
      requireByItself(file, head);
      return new ForeignDisk(file, DiskFormat.QCOW2, new ByteSize(head.getLong(SIZE)));
    }
    Optional<OtherFile> other = OtherFile.of(head.array());
    if (other.isPresent()) {
      throw refused(file, "It is " + other.get().what() + ".", other.get().remedy());
    }
    if (OtherFile.isVhdFooter(lastSector(file))) {
      throw refused(
          file, "It is " + OtherFile.VHD.what() + ", of fixed size.", OtherFile.VHD.remedy());
    }
    if (head.limit() < SECTOR
        || head.get(SECTOR - 2) != 0x55
        || head.get(SECTOR - 1) != (byte) 0xaa) {
      throw refused(
          file, "It is neither a qcow2 image nor a raw disk: its first sector is not bootable.");
    }
    return new ForeignDisk(file, DiskFormat.RAW, new ByteSize(Files.size(file)));
  }

  /**
   * Examines a qcow2 image.
   *
   * @throws BuildFailure HOST_SETUP when it refers to another file, or is not a qcow2 image
   */
  public static ForeignDisk ofQcow2(Path file) throws IOException {
    ForeignDisk disk = of(file);
    if (disk.format() != DiskFormat.QCOW2) {
      throw refused(file, "It is not a qcow2 image.");
    }
    return disk;
  }

  /**
   * Examines an overlay whose backing file the caller is about to rename.
   *
   * @throws BuildFailure HOST_SETUP when it is not a qcow2 image, or has no backing file, or refers
   *     to any other file
   */
  public static void requireOverlay(Path file) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(head(file));
    if (head.limit() < QCOW2_SHORTEST || head.getInt(0) != QCOW2_MAGIC) {
      throw refused(file, "It is not a qcow2 image.");
    }
    if (head.getLong(BACKING_FILE) == 0) {
      throw refused(file, "It is complete by itself, not the expected overlay.");
    }
    requireUsable(file, head);
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(OtherFile.HEAD);
    }
  }

  private static byte[] lastSector(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(Math.max(0, Files.size(file) - SECTOR));
      return in.readNBytes(SECTOR);
    }
  }

  private static void requireByItself(Path file, ByteBuffer head) {
    if (head.limit() >= QCOW2_SHORTEST && head.getLong(BACKING_FILE) != 0) {
      throw refused(file, "It needs another file, its backing file, and is not a complete disk.");
    }
    requireUsable(file, head);
  }

  private static void requireUsable(Path file, ByteBuffer head) {
    int version = head.limit() < QCOW2_SHORTEST ? 0 : head.getInt(Integer.BYTES);
    if (version < 2
        || version > NEWEST_VERSION
        || (version == NEWEST_VERSION && head.limit() < QCOW2_VERSION_3_SHORTEST)) {
      throw refused(file, "Its qcow2 header is incomplete, or of an unknown version.");
    }
    long features = version == NEWEST_VERSION ? head.getLong(INCOMPATIBLE_FEATURES) : 0;
    if ((features & EXTERNAL_DATA_FILE) != 0) {
      throw refused(file, "It keeps its data in another file.");
    }
    if ((features & (DIRTY | CORRUPT)) != 0) {
      throw refused(
          file,
          "It is marked as in use or corrupt: a machine still uses it, or ended without closing it.");
    }
    if ((features & ~KNOWN_FEATURES) != 0) {
      throw refused(file, "It has features that PIM does not know.");
    }
    if (head.getInt(ENCRYPTION) != 0) {
      throw refused(file, "It is encrypted.");
    }
    if (head.getLong(SIZE) <= 0) {
      throw refused(file, "Its size is not valid for a disk.");
    }
  }

  private static BuildFailure refused(Path file, String why) {
    return refused(file, why, OtherFile.QED.remedy());
  }

  private static BuildFailure refused(Path file, String why, String remedy) {
    return BuildFailure.of(FailureKind.HOST_SETUP, "This file cannot be used as an image.")
        .where(file)
        .why(why)
        .todo(remedy)
        .build();
  }
}
