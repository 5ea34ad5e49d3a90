package io.pim.cli.build;

import io.pim.cli.build.TemporalAccess.Session;
import io.pim.cli.output.Terminal;
import java.time.Clock;

/** A person watching a build, with Ctrl-C, to its end and the words about it. */
public final class WatchSession {
  private final Terminal terminal;
  private final Interrupts interrupts;
  private final Clock clock;

  public WatchSession(Terminal terminal, Interrupts interrupts, Clock clock) {
    this.terminal = terminal;
    this.interrupts = interrupts;
    this.clock = clock;
  }

  /** Watches; the exit status says how it ended. */
  public int watch(Session session, BuildRef build) throws InterruptedException {
    InterruptSignal signal = InterruptSignal.to(interrupts);
    try {
      WatchEnd end = new BuildWatch(session, terminal, interrupts, clock).watch(build);
      end.outcome().ifPresent(outcome -> new OutcomePrinter(terminal).print(build, outcome));
      return end.exitStatus();
    } finally {
      signal.close();
    }
  }
}
