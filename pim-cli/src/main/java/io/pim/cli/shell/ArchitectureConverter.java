package io.pim.cli.shell;

import io.pim.model.unit.Architecture;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an architecture by any of its usual names. */
public final class ArchitectureConverter implements ITypeConverter<Architecture> {
  @Override
  public Architecture convert(String text) {
    return Architecture.named(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is no architecture PIM builds for; they are x86_64 and arm64"));
  }
}
