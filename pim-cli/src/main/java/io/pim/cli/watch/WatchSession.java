package io.pim.cli.watch;

import io.pim.cli.client.Outcome;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.InterruptSignal;
import io.pim.cli.shell.Interrupts;
import io.pim.cli.temporal.TemporalAccess.Session;
import java.time.Clock;
import java.util.List;

/** Watches a build or a deployment for a person, with Ctrl-C, up to its outcome. */
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
  public <O extends Outcome> WatchEnd<O> watch(Session session, Watched<O> work)
      throws InterruptedException {
    InterruptSignal signal = InterruptSignal.to(interrupts);
    try {
      WatchEnd<O> end = new Watch<>(session, terminal, interrupts, clock, work).watch();
      TimeSpent.print(terminal, end, clock.instant());
      end.outcome().ifPresent(outcome -> new OutcomePrinter(terminal).print(work, outcome));
      return end;
    } finally {
      signal.close();
    }
  }

  /**
   * Watches several at once until each has ended or is held, and prints the outcomes.
   *
   * @return the ends in the same order
   */
  public <O extends Outcome> List<WatchEnd<O>> watchAll(
      Session session, List<? extends Watched<O>> all) throws InterruptedException {
    InterruptSignal signal = InterruptSignal.to(interrupts);
    try {
      List<WatchEnd<O>> ends =
          new SeveralWatch<O>(session, terminal, interrupts, clock, all).watch();
      OutcomePrinter printer = new OutcomePrinter(terminal);
      for (int i = 0; i < all.size(); i++) {
        Watched<O> work = all.get(i);
        ends.get(i).outcome().ifPresent(outcome -> printer.print(work, outcome));
      }
      return ends;
    } finally {
      signal.close();
    }
  }
}
