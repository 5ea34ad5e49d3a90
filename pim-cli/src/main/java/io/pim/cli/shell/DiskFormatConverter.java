package io.pim.cli.shell;

import io.pim.tools.qemu.DiskFormat;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the format of a disk file. */
public final class DiskFormatConverter implements ITypeConverter<DiskFormat> {
  @Override
  public DiskFormat convert(String text) {
    return Arrays.stream(DiskFormat.values())
        .filter(format -> format.id().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + text
                        + "' is no format of disks: write "
                        + Arrays.stream(DiskFormat.values())
                            .map(DiskFormat::id)
                            .collect(Collectors.joining(", "))));
  }
}
