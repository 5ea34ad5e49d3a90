package io.pim.tools.qemu;

import java.util.Locale;
import java.util.Optional;

/** A format of disk files, with the options that its readers need. */
public enum DiskFormat {
  QCOW2("qcow2", "qcow2", null),
  RAW("raw", "raw", null),
  /** Compressed, as VMware and cloud importers require. */
  VMDK("vmdk", "vmdk", "subformat=streamOptimized"),
  /** Grows while it is written. Without force_size its size would be rounded to whole cylinders. */
  VHD("vhd", "vpc", "subformat=dynamic,force_size=on"),
  /** As large as its disk, the only form that Azure accepts, and only of whole mebibytes. */
  VHD_FIXED("vhd", "vpc", "subformat=fixed,force_size=on");

  private final String extension;
  private final String qemuName;
  private final Optional<String> options;

  DiskFormat(String extension, String qemuName, String options) {
    this.extension = extension;
    this.qemuName = qemuName;
    this.options = Optional.ofNullable(options);
  }

  /** PIM's name for it: {@code qcow2}, {@code raw}, {@code vmdk}, {@code vhd}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The extension of its files, without the dot. */
  public String extension() {
    return extension;
  }

  /** Readers of this format require a disk size that is a multiple of this many bytes. */
  public long unit() {
    return this == VHD_FIXED ? 1L << 20 : 1;
  }

  /** QEMU's name for it. */
  String qemuName() {
    return qemuName;
  }

  Optional<String> options() {
    return options;
  }
}
