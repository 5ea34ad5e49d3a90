package io.pim.cli.shell;

import io.pim.tools.qemu.PortForward;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads forwarded ports. */
public final class PortForwardConverter implements ITypeConverter<PortForward> {
  @Override
  public PortForward convert(String text) {
    try {
      return PortForward.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
