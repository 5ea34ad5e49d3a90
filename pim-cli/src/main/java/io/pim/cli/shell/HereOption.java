package io.pim.cli.shell;

import picocli.CommandLine.Option;

/** {@code --here}. */
public final class HereOption {
  @Option(
      names = "--here",
      description = "Use this folder's configuration, even if it was started from another folder.")
  private boolean here;

  public boolean value() {
    return here;
  }
}
