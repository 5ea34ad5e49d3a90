package io.pim.host.image;

import io.pim.model.unit.Compression;
import io.pim.model.unit.Sha256;
import io.pim.tools.qemu.DiskFormat;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The result of an export.
 *
 * @param compression of a qcow2 file, if it is known
 * @param size of the file, in bytes
 * @param sha256 of the file
 * @param uefiVariables the file beside it; empty with BIOS
 * @param enlarged the number of zero bytes added to the image's disk, because readers of the format
 *     need a size of whole mebibytes
 */
public record ExportedImage(
    String name,
    DiskFormat format,
    Optional<Compression> compression,
    Path file,
    long size,
    Sha256 sha256,
    Optional<Path> uefiVariables,
    long enlarged) {}
