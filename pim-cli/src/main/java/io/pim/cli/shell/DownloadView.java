package io.pim.cli.shell;

import io.pim.cli.output.LiveLines;
import io.pim.cli.output.ProgressBar;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.tools.fetch.FetchProgress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows the progress of downloads on standard error. On a terminal each file has a line, redrawn in
 * place; elsewhere each event is a line. Thread-safe.
 */
public final class DownloadView {
  private final Terminal terminal;
  private final boolean quiet;
  private final LiveLines live;
  private final Map<String, String> lines = new LinkedHashMap<>();
  private final Map<String, FetchProgress.Phase> phases = new LinkedHashMap<>();

  public DownloadView(Terminal terminal, boolean quiet) {
    this.terminal = terminal;
    this.quiet = quiet;
    this.live = LiveLines.onNotices(terminal);
  }

  /** Receives the progress of one file. */
  public FetchProgress of(String key) {
    return new FetchProgress() {
      @Override
      public void at(Phase phase, long bytes, long total) {
        DownloadView.this.at(key, phase, bytes, total);
      }

      @Override
      public void passedOver(String line) {
        note(key, "not from " + line);
      }
    };
  }

  /** Says something about a file, unless the person wants no progress. */
  public synchronized void remark(String key, String line) {
    if (!quiet) {
      note(key, line);
    }
  }

  private synchronized void note(String key, String line) {
    live.say(SafeText.line(key + ": " + line));
  }

  /** Reports how much of a file has arrived. */
  public synchronized void at(String key, FetchProgress.Phase phase, long bytes, long total) {
    boolean news = phases.put(key, phase) != phase;
    if (quiet) {
      return;
    }
    if (!terminal.error().live()) {
      if (news) {
        boolean goesOn = phase == FetchProgress.Phase.DOWNLOAD && bytes > 0;
        String here = goesOn ? ", " + ProgressBar.amount(bytes, total) + " here" : "";
        live.say(key + ": " + word(phase) + here);
      }
      return;
    }
    lines.put(
        key, ProgressBar.of(bytes, total) + word(phase) + " " + ProgressBar.amount(bytes, total));
    if (news) {
      live.draw(drawn());
    } else {
      live.drawNowAndThen(this::drawn);
    }
  }

  /** Reports the end of a file. That line stays, above those of the other files. */
  public synchronized void ended(String key, String how) {
    lines.remove(key);
    phases.remove(key);
    if (!quiet) {
      live.draw(drawn());
      live.say(key + ": " + how);
    }
  }

  private List<String> drawn() {
    return lines.entrySet().stream()
        .map(line -> live.clipped(SafeText.line(line.getKey()) + "  " + line.getValue()))
        .toList();
  }

  private static String word(FetchProgress.Phase phase) {
    return switch (phase) {
      case WAIT -> "waiting for another process that downloads it";
      case DOWNLOAD -> "downloading";
      case COPY -> "copying";
      case VERIFY -> "verifying";
    };
  }
}
