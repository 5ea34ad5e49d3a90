package io.pim.cli.watch;

import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Prints a log without control sequences, because guests can write anything. */
public final class LogPrinter {
  private final Terminal terminal;
  private final LogTail tail;
  private final Predicate<String> wanted;

  /**
   * @param wanted which lines
   */
  public LogPrinter(Terminal terminal, Path file, Predicate<String> wanted) {
    this.terminal = terminal;
    this.wanted = wanted;
    this.tail = new LogTail(file);
  }

  /** Prints the whole log. */
  public void print() throws IOException {
    tail.read(this::line);
    tail.finish(this::line);
    terminal.out().flush();
  }

  /** Prints the whole lines that were added since the last call. */
  void more() throws IOException {
    tail.read(this::line);
    terminal.out().flush();
  }

  private void line(String text) {
    if (wanted.test(text)) {
      terminal.out().println(SafeText.logLine(text));
    }
  }
}
