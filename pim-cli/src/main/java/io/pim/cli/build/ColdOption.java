package io.pim.cli.build;

import picocli.CommandLine.Option;

/** {@code --cold}. */
final class ColdOption {
  @Option(
      names = "--cold",
      description =
          "Boot the guest, also where it could go on from the memory that lies beside its layer.")
  private boolean cold;

  boolean value() {
    return cold;
  }
}
