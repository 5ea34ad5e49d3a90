package io.pim.cli.build.watch;

import io.pim.cli.client.Observation;
import io.pim.cli.output.Terminal;
import java.time.Clock;
import java.time.Instant;

/** How a build that is watched is shown. */
interface WatchView {
  /** The view that suits the terminal: drawn in place, a line for each event, or none. */
  static WatchView on(Terminal terminal, Clock clock) {
    if (terminal.isQuiet()) {
      return new QuietView();
    }
    return terminal.live() ? new LiveView(terminal) : new LineView(terminal, clock);
  }

  /** Shows what is new since the last time. */
  void show(Observation seen, Instant now);

  /** Prints a line that stays. */
  void say(String line);

  /** Leaves the last state standing. */
  void end();
}
