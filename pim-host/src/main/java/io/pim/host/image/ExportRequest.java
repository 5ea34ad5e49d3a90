package io.pim.host.image;

import io.pim.model.unit.Compression;
import io.pim.tools.qemu.DiskFormat;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The target of an export.
 *
 * @param compression of a qcow2 file; empty to keep the image's own
 * @param target the file to write, absolute
 * @param replace whether to replace an existing file
 */
public record ExportRequest(
    DiskFormat format, Optional<Compression> compression, Path target, boolean replace) {
  /** The target for the image's UEFI variables, if it has any. */
  public Path uefiVariables() {
    return target.resolveSibling(target.getFileName() + ".efivars.fd");
  }
}
