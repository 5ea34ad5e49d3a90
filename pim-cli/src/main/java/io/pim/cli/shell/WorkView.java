package io.pim.cli.shell;

import io.pim.cli.output.LiveLines;
import io.pim.cli.output.ProgressBar;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.host.image.Progress;
import java.util.List;

/**
 * Shows the progress of one long piece of work on standard error. On a terminal it is a line with a
 * bar, redrawn in place; elsewhere each new stage is a line.
 */
public final class WorkView implements Progress, AutoCloseable {
  private final Terminal terminal;
  private final LiveLines line;
  private String doing = "";

  public WorkView(Terminal terminal) {
    this.terminal = terminal;
    this.line = LiveLines.onNotices(terminal);
  }

  @Override
  public synchronized void at(double fraction, String now) {
    if (!now.equals(doing)) {
      doing = now;
      if (terminal.error().live()) {
        line.draw(bar(fraction, now));
      } else {
        line.say(now);
      }
    } else if (fraction >= 1) {
      line.draw(bar(fraction, now));
    } else {
      line.drawNowAndThen(() -> bar(fraction, now));
    }
  }

  private List<String> bar(double fraction, String now) {
    return List.of(line.clipped(ProgressBar.of(fraction) + SafeText.line(now)));
  }

  /** Removes the bar, so that the next line starts in its place. */
  @Override
  public void close() {
    line.clear();
  }
}
