package io.pim.cli.output;

import java.io.PrintWriter;
import java.io.Writer;

/** What is said on the way to a result, until a person wants quiet. */
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
