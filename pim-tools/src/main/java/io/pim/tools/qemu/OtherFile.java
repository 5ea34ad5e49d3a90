package io.pim.tools.qemu;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Kinds of file that people mistake for disk images, with the bytes that identify them. Some have a
 * boot sector: an ISO that boots from a USB stick has one.
 */
enum OtherFile {
  ISO(
      32769,
      "CD001",
      "an ISO 9660 image, the medium of an installer or a live system",
      "To build from it: pim iso add FILE, and a profile whose iso_pattern fits it."),
  XZ(0, "\u00fd7zXZ\0", "compressed with xz", unpack("xz -dk FILE")),
  GZIP(0, "\u001f\u008b", "compressed with gzip", unpack("gzip -dk FILE")),
  BZIP2(0, "BZh", "compressed with bzip2", unpack("bzip2 -dk FILE")),
  ZSTD(0, "(\u00b5/\u00fd", "compressed with zstd", unpack("zstd -d FILE")),
  LZ4(0, "\u0004\"M\u0018", "compressed with lz4", unpack("lz4 -d FILE")),
  LZMA(0, "]\0\0", "compressed with lzma", unpack("xz -dk --format=lzma FILE")),
  ZIP(0, "PK\u0003\u0004", "a zip archive", unpack("unzip FILE")),
  SEVEN_ZIP(0, "7z\u00bc\u00af\47\34", "a 7z archive", unpack("7z x FILE")),
  TAR(
      257,
      "ustar",
      "a tar archive, as .ova files are",
      "Unpack it (tar -xf FILE), and make the disk in it a qcow2 file: qemu-img convert -O"
          + " qcow2 DISK NEW.qcow2"),
  SQUASHFS(0, "hsqs", "a squashfs file system, without a boot loader"),
  VMDK(0, "KDMV", "a VMware disk (VMDK)"),
  VMDK_ESX(0, "COWD", "a VMware disk (VMDK)"),
  VMDK_DESCRIPTOR(0, "# Disk Descriptor", "the description of a VMware disk (VMDK)"),
  VHD(0, "conectix", "a disk of Hyper-V or Azure (VHD)"),
  VHDX(0, "vhdxfile", "a disk of Hyper-V (VHDX)"),
  VDI(0, "<<< ", "a disk of VirtualBox (VDI)"),
  QED(0, "QED\0", "a QED disk"),
  LUKS(0, "LUKS", "an encrypted disk (LUKS)");

  /** The number of bytes at a file's beginning that identify it. */
  static final int HEAD = 32769 + 5;

  private final int offset;
  private final String mark;
  private final String what;
  private final String remedy;

  OtherFile(int offset, String mark, String what) {
    this(
        offset,
        mark,
        what,
        "If you trust it, convert it to a single qcow2 file: qemu-img convert -O qcow2 FILE"
            + " NEW.qcow2");
  }

  OtherFile(int offset, String mark, String what, String remedy) {
    this.offset = offset;
    this.mark = mark;
    this.what = what;
    this.remedy = remedy;
  }

  /** The kind of a file; empty if it is none of these. */
  static Optional<OtherFile> of(byte[] head) {
    return Arrays.stream(values()).filter(kind -> kind.isAt(head)).findFirst();
  }

  /** A fixed VHD is a raw disk with one more sector, which identifies it. */
  static boolean isVhdFooter(byte[] lastSector) {
    return VHD.isAt(lastSector);
  }

  private boolean isAt(byte[] bytes) {
    return bytes.length >= offset + mark.length()
        && new String(bytes, offset, mark.length(), StandardCharsets.ISO_8859_1).equals(mark);
  }

  /** Its description, as it follows "It is". */
  String what() {
    return what;
  }

  /** How to make it usable. */
  String remedy() {
    return remedy;
  }

  private static String unpack(String command) {
    return "Unpack it (" + command + "), and import the file in it.";
  }
}
