package io.pim.cli.output;

import java.io.PrintWriter;
import java.io.Writer;

/** Receives notices, which precede a result, and drops them once the person asked for quiet. */
final class Notices {
  private final PrintWriter said;
  private final PrintWriter unsaid = new PrintWriter(Writer.nullWriter());
  private volatile boolean hushed;

  Notices(PrintWriter said) {
    this.said = said;
  }

  PrintWriter writer() {
    return hushed ? unsaid : said;
  }

  void hush() {
    hushed = true;
  }

  boolean isHushed() {
    return hushed;
  }
}
