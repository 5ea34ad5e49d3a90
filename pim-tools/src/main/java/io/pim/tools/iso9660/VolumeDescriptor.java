package io.pim.tools.iso9660;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A volume descriptor (ECMA-119 sections 8.1, 8.4, 8.5): one sector.
 *
 * @param type 1 primary, 2 supplementary, 255 the last one
 * @param joliet whether names are UCS-2, according to Joliet's escape sequences
 * @param label the volume's name
 * @param sectors the size of the volume in sectors
 */
public record VolumeDescriptor(
    int type, boolean joliet, String label, long sectors, int blockBytes, DirectoryRecord root) {
  public static final int PRIMARY = 1;
  static final int SUPPLEMENTARY = 2;
  static final int TERMINATOR = 255;

  private static final byte[] STANDARD_ID = "CD001".getBytes(StandardCharsets.US_ASCII);
  private static final int ROOT_RECORD = 156;
  private static final int ROOT_RECORD_BYTES = 34;

  static boolean isOne(byte[] sector) {
    return Arrays.equals(sector, 1, 1 + STANDARD_ID.length, STANDARD_ID, 0, STANDARD_ID.length);
  }

  static VolumeDescriptor parse(byte[] sector) {
    int type = IsoLayout.uint8(sector, 0);
    boolean joliet = type == SUPPLEMENTARY && hasJolietEscape(sector);
    String label =
        new String(sector, 40, 32, joliet ? StandardCharsets.UTF_16BE : StandardCharsets.US_ASCII);
    return new VolumeDescriptor(
        type,
        joliet,
        label.replaceAll("[^\\x20-\\x7e]", " ").strip(),
        IsoLayout.uint32(sector, 80),
        IsoLayout.uint16(sector, 128),
        DirectoryRecord.parse(
            Arrays.copyOfRange(sector, ROOT_RECORD, ROOT_RECORD + ROOT_RECORD_BYTES), joliet));
  }

  /** {@code %/@}, {@code %/C} or {@code %/E}: UCS-2 levels 1 to 3 (Joliet specification). */
  private static boolean hasJolietEscape(byte[] sector) {
    return sector[88] == '%'
        && sector[89] == '/'
        && (sector[90] == '@' || sector[90] == 'C' || sector[90] == 'E');
  }
}
