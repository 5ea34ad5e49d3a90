package io.pim.cli.shell;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time limit: seconds, or a number with s, m or h. */
public final class SecondsConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    if (!text.matches("\\d{1,6}[smh]?")) {
      throw new TypeConversionException(
          "'" + text + "' is no time: write seconds, or such as 90s, 5m");
    }
    long number = Long.parseLong(text.replaceAll("[smh]$", ""));
    return text.endsWith("h")
        ? Duration.ofHours(number)
        : text.endsWith("m") ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
  }
}
