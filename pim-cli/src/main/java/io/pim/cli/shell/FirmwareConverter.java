package io.pim.cli.shell;

import io.pim.model.unit.Firmware;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code bios} or {@code uefi}. */
public final class FirmwareConverter implements ITypeConverter<Firmware> {
  @Override
  public Firmware convert(String text) {
    try {
      return Firmware.of(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + text + "' is no firmware: write bios or uefi");
    }
  }
}
