package io.pim.cli.worker.install;

import java.util.List;

/**
 * The decision of an installation about an existing file.
 *
 * @param keep whether it can stay unchanged
 * @param differences why it can be neither kept nor replaced; empty otherwise
 */
record Existing(boolean keep, List<String> differences) {
  static final Existing KEEP = new Existing(true, List.of());
  static final Existing REPLACE = new Existing(false, List.of());

  /** Compares the contents of an existing file with the wanted ones. */
  @FunctionalInterface
  interface Rule {
    Existing judge(byte[] existing, byte[] wanted);
  }

  static Existing differs(List<String> differences) {
    return differences.isEmpty() ? KEEP : new Existing(false, differences);
  }
}
