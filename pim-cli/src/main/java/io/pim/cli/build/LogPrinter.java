package io.pim.cli.build;

import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Prints a build's log, without anything a guest might do to the terminal with it. */
public final class LogPrinter {
  private static final Duration INTERVAL = Duration.ofMillis(300);

  private final Terminal terminal;
  private final LogTail tail;

  public LogPrinter(Terminal terminal, Path file) {
    this.terminal = terminal;
    this.tail = new LogTail(file);
  }

  /** Prints what is there. */
  public void print() throws IOException {
    tail.read(this::line);
    tail.finish(this::line);
    terminal.out().flush();
  }

  /**
   * Prints what is there and what is added, until the build has ended.
   *
   * @return whether it did; false where the person left before
   */
  public boolean follow(BooleanSupplier ended, Interrupts interrupts)
      throws IOException, InterruptedException {
    InterruptSignal signal = InterruptSignal.to(interrupts);
    try {
      while (true) {
        // Asked before the reading, so that the last lines are read after the end.
        boolean last = ended.getAsBoolean();
        tail.read(this::line);
        terminal.out().flush();
        if (last) {
          print();
          return true;
        }
        if (interrupts.await(INTERVAL)) {
          return false;
        }
      }
    } finally {
      signal.close();
    }
  }

  private void line(String text) {
    terminal.out().println(SafeText.logLine(text));
  }
}
