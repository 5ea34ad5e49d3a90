package io.pim.cli.command;

import io.pim.cli.output.ForPeople;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import java.util.concurrent.TimeUnit;

/** How one thing after another gets on: on a terminal a line that is drawn again, else nothing. */
final class ProgressLine {
  private static final String CLEAR = "\r\u001b[K";
  private static final int BAR = 20;
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Terminal terminal;
  private long drawnAt = System.nanoTime() - REDRAW_NANOS;

  ProgressLine(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Draws it, unless it was drawn just now.
   *
   * @param total -1 when it is not known
   */
  void at(String what, long bytes, long total) {
    if (!terminal.live() || System.nanoTime() - drawnAt < REDRAW_NANOS) {
      return;
    }
    drawnAt = System.nanoTime();
    String text = bar(bytes, total) + SafeText.line(what) + "  " + amount(bytes, total);
    terminal.err().print(CLEAR + text.substring(0, Math.min(text.length(), terminal.width() - 1)));
    terminal.err().flush();
  }

  /** Takes it away and says something that stays. */
  void say(String text) {
    if (terminal.live()) {
      terminal.err().print(CLEAR);
    }
    terminal.err().println(SafeText.line(text));
    terminal.err().flush();
  }

  private static String bar(long bytes, long total) {
    if (total <= 0) {
      return "";
    }
    int full = (int) (BAR * Math.min(bytes, total) / total);
    return "[%s%s] %3d%%  "
        .formatted("#".repeat(full), "-".repeat(BAR - full), 100 * Math.min(bytes, total) / total);
  }

  private static String amount(long bytes, long total) {
    return ForPeople.size(bytes) + (total > 0 ? " of " + ForPeople.size(total) : "");
  }
}
