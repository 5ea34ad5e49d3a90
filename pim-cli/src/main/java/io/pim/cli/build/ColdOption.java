package io.pim.cli.build;

import picocli.CommandLine.Option;

/** {@code --cold}. */
final class ColdOption {
  @Option(
      names = "--cold",
      description = "Boot the guest even if it could continue from a warm checkpoint.")
  private boolean cold;

  boolean value() {
    return cold;
  }
}
