package io.pim.cli.output;

import java.io.PrintWriter;
import java.io.Writer;

/** Receives notices, which precede a result, and drops them once the person asked for quiet. */
final class Notices {
  private final PrintWriter shown;
  private final PrintWriter hidden = new PrintWriter(Writer.nullWriter());
  private volatile boolean hushed;

  Notices(PrintWriter shown) {
    this.shown = shown;
  }

  PrintWriter writer() {
    return hushed ? hidden : shown;
  }

  void hush() {
    hushed = true;
  }

  boolean isHushed() {
    return hushed;
  }
}
