package io.pim.cli.shell;

import picocli.CommandLine.Option;

/** {@code --here}. */
public final class HereOption {
  @Option(
      names = "--here",
      description =
          "Use the configuration of this folder, although it was started with that of another.")
  private boolean here;

  public boolean value() {
    return here;
  }
}
