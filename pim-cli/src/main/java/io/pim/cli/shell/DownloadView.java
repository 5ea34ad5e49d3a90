package io.pim.cli.shell;

import io.pim.cli.output.ProgressBar;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.tools.fetch.FetchProgress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How downloads get on, on standard error: on a terminal one line a file, drawn again in place;
 * elsewhere one line an event. Told by several threads.
 */
public final class DownloadView {
  private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Terminal terminal;
  private final boolean quiet;
  private final Map<String, String> lines = new LinkedHashMap<>();
  private final Map<String, FetchProgress.Phase> phases = new LinkedHashMap<>();
  private int drawn;
  private long drawnAt = System.nanoTime() - REDRAW_NANOS;

  public DownloadView(Terminal terminal, boolean quiet) {
    this.terminal = terminal;
    this.quiet = quiet;
  }

  /** How a file gets on. */
  public synchronized void at(String key, FetchProgress.Phase phase, long bytes, long total) {
    boolean news = phases.put(key, phase) != phase;
    if (quiet) {
      return;
    }
    if (!terminal.live()) {
      if (news) {
        boolean goesOn = phase == FetchProgress.Phase.DOWNLOAD && bytes > 0;
        String here = goesOn ? ", " + ProgressBar.amount(bytes, total) + " here" : "";
        terminal.err().println(SafeText.line(key) + ": " + word(phase) + here);
      }
      return;
    }
    lines.put(
        key, ProgressBar.of(bytes, total) + word(phase) + " " + ProgressBar.amount(bytes, total));
    if (news || System.nanoTime() - drawnAt > REDRAW_NANOS) {
      draw();
    }
  }

  /** A file has ended: its line stays above those of the others. */
  public synchronized void ended(String key, String how) {
    lines.remove(key);
    phases.remove(key);
    if (!quiet) {
      erase();
      terminal.err().println(SafeText.line(key) + ": " + SafeText.line(how));
      draw();
    }
  }

  private void draw() {
    if (!terminal.live()) {
      return;
    }
    erase();
    lines.forEach(
        (key, text) -> {
          String line = SafeText.line(key) + "  " + text;
          terminal.err().println(line.substring(0, Math.min(line.length(), terminal.width() - 1)));
        });
    terminal.err().flush();
    drawn = lines.size();
    drawnAt = System.nanoTime();
  }

  private void erase() {
    if (drawn > 0) {
      terminal.err().print(UP_AND_CLEAR.formatted(drawn));
      drawn = 0;
    }
  }

  private static String word(FetchProgress.Phase phase) {
    return switch (phase) {
      case WAIT -> "waiting for another process that fetches it";
      case DOWNLOAD -> "downloading";
      case COPY -> "copying";
      case VERIFY -> "verifying";
    };
  }
}
