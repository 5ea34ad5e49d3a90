package io.pim.tools.iso9660;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An entry of a directory (ECMA-119 section 9.1).
 *
 * @param sector the first sector of the data
 * @param bytes the length of the data
 * @param name the identifier, without version ({@code ;1}) and final dot
 * @param systemUse the bytes after the identifier, where Rock Ridge data is
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record DirectoryRecord(long sector, long bytes, int flags, String name, byte[] systemUse) {
  /** A shorter record has no identifier. */
  static final int SHORTEST = 34;

  private static final int NAME = 33;
  private static final int DIRECTORY = 0x02;
  private static final int MULTI_EXTENT = 0x80;

  /** Parses a record of at least {@link #SHORTEST} bytes; a wrong name length is cut. */
  static DirectoryRecord parse(byte[] record, boolean joliet) {
    int nameBytes = Math.min(IsoLayout.uint8(record, 32), record.length - NAME);
    String name =
        new String(
            record,
            NAME,
            nameBytes,
            joliet ? StandardCharsets.UTF_16BE : StandardCharsets.ISO_8859_1);
    // A padding byte follows a name of even length (9.1.12).
    int systemUse = Math.min(NAME + nameBytes + (nameBytes % 2 == 0 ? 1 : 0), record.length);
    return new DirectoryRecord(
        IsoLayout.uint32(record, 2),
        IsoLayout.uint32(record, 10),
        IsoLayout.uint8(record, 25),
        nameBytes == 1 && record[NAME] <= 1 ? "" : plain(name),
        Arrays.copyOfRange(record, systemUse, record.length));
  }

  private static String plain(String name) {
    String unversioned = name.contains(";") ? name.substring(0, name.indexOf(';')) : name;
    return unversioned.endsWith(".")
        ? unversioned.substring(0, unversioned.length() - 1)
        : unversioned;
  }

  /** Whether this entry is for the directory itself or its parent; those have no name. */
  boolean isSelfOrParent() {
    return name.isEmpty();
  }

  boolean isDirectory() {
    return (flags & DIRECTORY) != 0;
  }

  /** Whether the data continues in another record, as in files of 4 GiB and more. */
  boolean goesOn() {
    return (flags & MULTI_EXTENT) != 0;
  }
}
