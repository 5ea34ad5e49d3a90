package io.pim.host.image;

import io.pim.tools.qemu.DiskFormat;
import java.nio.file.Path;

/**
 * What an image is to be written as.
 *
 * @param target the file to be written, absolute
 * @param replace whether a file that is there is replaced
 */
public record ExportRequest(DiskFormat format, Path target, boolean replace) {
  /** Where the image's UEFI variables go, if it has any. */
  public Path uefiVariables() {
    return target.resolveSibling(target.getFileName() + ".efivars.fd");
  }
}
