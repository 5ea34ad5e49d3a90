package io.pim.cli.shell;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** A question to the person at the terminal; yes, unless they say no or nothing more at all. */
public final class YesOrNo {
  private final PrintWriter prompt;

  public YesOrNo(PrintWriter prompt) {
    this.prompt = prompt;
  }

  public boolean ask(String question) throws IOException {
    prompt.print(question + " [Y/n] ");
    prompt.flush();
    StringBuilder answer = new StringBuilder();
    int next = System.in.read();
    // Byte by byte: what follows the line is for whoever reads next, such as an editor.
    while (next >= 0 && next != '\n') {
      answer.append((char) next);
      next = System.in.read();
    }
    return next >= 0 && !answer.toString().strip().toLowerCase(Locale.ROOT).startsWith("n");
  }
}
