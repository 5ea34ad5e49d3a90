package io.pim.cli.build.watch;

import io.pim.cli.client.BuildRef;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.InterruptSignal;
import io.pim.cli.shell.Interrupts;
import io.pim.cli.temporal.TemporalAccess.Session;
import java.time.Clock;

/** Watches a build for a person, with Ctrl-C, up to its outcome. */
public final class WatchSession {
  private final Terminal terminal;
  private final Interrupts interrupts;
  private final Clock clock;

  public WatchSession(Terminal terminal, Interrupts interrupts, Clock clock) {
    this.terminal = terminal;
    this.interrupts = interrupts;
    this.clock = clock;
  }

  /** Watches, and prints the outcome. */
  public WatchEnd watch(Session session, BuildRef build) throws InterruptedException {
    InterruptSignal signal = InterruptSignal.to(interrupts);
    try {
      WatchEnd end = new BuildWatch(session, terminal, interrupts, clock).watch(build);
      end.outcome().ifPresent(outcome -> new OutcomePrinter(terminal).print(build, outcome));
      return end;
    } finally {
      signal.close();
    }
  }
}
