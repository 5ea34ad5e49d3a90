package io.pim.cli.shell;

import io.pim.tools.qemu.GuestNetwork;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a network. */
public final class GuestNetworkConverter implements ITypeConverter<GuestNetwork> {
  @Override
  public GuestNetwork convert(String text) {
    try {
      return GuestNetwork.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
