package io.pim.host.image;

import io.pim.tools.qemu.DiskFormat;
import java.nio.file.Path;

/**
 * The target of an export.
 *
 * @param target the file to write, absolute
 * @param replace whether to replace an existing file
 */
public record ExportRequest(DiskFormat format, Path target, boolean replace) {
  /** The target for the image's UEFI variables, if it has any. */
  public Path uefiVariables() {
    return target.resolveSibling(target.getFileName() + ".efivars.fd");
  }
}
