package io.pim.cli.shell;

import io.pim.cli.output.ProgressBar;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.host.image.Progress;
import java.util.concurrent.TimeUnit;

/**
 * How one long piece of work gets on, on standard error: on a terminal a line with a bar, drawn
 * again in place; elsewhere a line whenever something else is done.
 */
public final class WorkView implements Progress, AutoCloseable {
  private static final String BACK_AND_CLEAR = "\r\u001b[K";
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Terminal terminal;
  private String doing = "";
  private boolean drawn;
  private long drawnAt = System.nanoTime() - REDRAW_NANOS;

  public WorkView(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public synchronized void at(double fraction, String now) {
    boolean news = !now.equals(doing);
    doing = now;
    if (!terminal.live()) {
      if (news) {
        terminal.err().println(SafeText.line(now));
      }
    } else if (news || fraction >= 1 || System.nanoTime() - drawnAt > REDRAW_NANOS) {
      String line = ProgressBar.of(fraction) + SafeText.line(now);
      terminal
          .err()
          .print(BACK_AND_CLEAR + line.substring(0, Math.min(line.length(), terminal.width() - 1)));
      terminal.err().flush();
      drawn = true;
      drawnAt = System.nanoTime();
    }
  }

  /** Leaves an empty line to whoever writes next. */
  @Override
  public synchronized void close() {
    if (drawn) {
      terminal.err().print(BACK_AND_CLEAR);
      terminal.err().flush();
      drawn = false;
    }
  }
}
