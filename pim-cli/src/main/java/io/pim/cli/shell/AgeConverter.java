package io.pim.cli.shell;

import io.pim.model.config.Rules;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a length of time as pim.yml has them. */
public final class AgeConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    return Rules.duration(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is no length of time: write 7d, 12h or 30m"));
  }
}
