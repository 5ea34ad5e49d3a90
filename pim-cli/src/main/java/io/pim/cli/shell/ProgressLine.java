package io.pim.cli.shell;

import io.pim.cli.output.ProgressBar;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import java.util.concurrent.TimeUnit;

/** How one thing after another gets on: on a terminal a line that is drawn again, else nothing. */
public final class ProgressLine {
  private static final String CLEAR = "\r\u001b[K";
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Terminal terminal;
  private long drawnAt = System.nanoTime() - REDRAW_NANOS;

  public ProgressLine(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Draws it, unless it was drawn just now.
   *
   * @param total -1 when it is not known
   */
  public void at(String what, long bytes, long total) {
    if (!terminal.live() || System.nanoTime() - drawnAt < REDRAW_NANOS) {
      return;
    }
    drawnAt = System.nanoTime();
    String text =
        ProgressBar.of(bytes, total)
            + SafeText.line(what)
            + "  "
            + ProgressBar.amount(bytes, total);
    terminal.err().print(CLEAR + text.substring(0, Math.min(text.length(), terminal.width() - 1)));
    terminal.err().flush();
  }

  /** Takes it away and says something that stays. */
  public void say(String text) {
    if (terminal.live()) {
      terminal.err().print(CLEAR);
    }
    terminal.err().println(SafeText.line(text));
    terminal.err().flush();
  }
}
