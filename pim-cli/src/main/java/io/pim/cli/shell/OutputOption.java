package io.pim.cli.shell;

import io.pim.cli.output.OutputFormat;
import picocli.CommandLine.Option;

/** The option {@code -o} of every list and show. */
public final class OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json (camelCase names, ISO 8601 times, sizes in bytes).")
  private OutputFormat format;

  public boolean isJson() {
    return format == OutputFormat.JSON;
  }
}
