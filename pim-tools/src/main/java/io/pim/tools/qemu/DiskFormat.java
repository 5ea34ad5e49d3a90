package io.pim.tools.qemu;

import java.util.Locale;
import java.util.Optional;

/** A format of disk files, with the options that those who read it need. */
public enum DiskFormat {
  QCOW2("qcow2", "qcow2", null),
  RAW("raw", "raw", null),
  /** Compressed, as VMware and importers of clouds take it. */
  VMDK("vmdk", "vmdk", "subformat=streamOptimized"),
  /** Grows as it is written. Without force_size the disk would get a size of whole cylinders. */
  VHD("vhd", "vpc", "subformat=dynamic,force_size=on"),
  /** As large as its disk: Azure takes no other. */
  VHD_FIXED("vhd", "vpc", "subformat=fixed,force_size=on");

  private final String extension;
  private final String qemuName;
  private final Optional<String> options;

  DiskFormat(String extension, String qemuName, String options) {
    this.extension = extension;
    this.qemuName = qemuName;
    this.options = Optional.ofNullable(options);
  }

  /** What people call it: {@code qcow2}, {@code raw}, {@code vmdk}, {@code vhd}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How names of its files end, without the dot. */
  public String extension() {
    return extension;
  }

  /** What QEMU calls it. */
  String qemuName() {
    return qemuName;
  }

  Optional<String> options() {
    return options;
  }
}
