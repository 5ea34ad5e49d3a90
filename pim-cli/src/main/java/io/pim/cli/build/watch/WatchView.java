package io.pim.cli.build.watch;

import io.pim.cli.client.Observation;
import io.pim.cli.output.Terminal;
import java.time.Clock;
import java.time.Instant;

/** A display of a watched build. */
interface WatchView {
  /** The view for this terminal: redrawn in place, one line for each event, or none. */
  static WatchView on(Terminal terminal, Clock clock) {
    if (terminal.isQuiet()) {
      return new QuietView();
    }
    return terminal.live() ? new LiveView(terminal) : new LineView(terminal, clock);
  }

  /** Shows everything new since the last call. */
  void show(Observation seen, Instant now);

  /** Prints a permanent line. */
  void say(String line);

  /** Leaves the last state on the screen. */
  void end();
}
