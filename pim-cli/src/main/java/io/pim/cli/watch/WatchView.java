package io.pim.cli.watch;

import io.pim.cli.output.Terminal;
import java.time.Clock;
import java.time.Instant;

/** A display of a watched build or deployment. */
interface WatchView {
  /** The view for this terminal: redrawn in place, one line for each event, or none. */
  static WatchView on(Terminal terminal, Clock clock, String id) {
    if (terminal.isQuiet()) {
      return new QuietView();
    }
    return terminal.live() ? new LiveView(terminal, id) : new LineView(terminal, clock);
  }

  /** Shows everything new since the last call. */
  void show(Seen<?> seen, Instant now);

  /** Prints a permanent line. */
  void say(String line);

  /** Leaves the last state on the screen. */
  void end();
}
