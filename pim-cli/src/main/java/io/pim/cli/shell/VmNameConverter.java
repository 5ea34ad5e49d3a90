package io.pim.cli.shell;

import io.pim.model.files.VmName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a machine. */
public final class VmNameConverter implements ITypeConverter<VmName> {
  @Override
  public VmName convert(String text) {
    try {
      return VmName.of(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
