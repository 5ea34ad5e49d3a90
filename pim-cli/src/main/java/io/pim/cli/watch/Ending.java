package io.pim.cli.watch;

import io.pim.cli.client.Outcome;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.InterruptSignal;
import io.pim.cli.shell.Interrupts;
import io.pim.cli.temporal.ServiceKeeper;
import io.pim.cli.temporal.TemporalAccess.Session;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Waits for the end of cancelled or aborted work. */
public final class Ending {
  private static final Duration INTERVAL = Duration.ofMillis(300);
  private static final int LOOKS_BEFORE_HINT = 10;

  private final Session session;
  private final Terminal terminal;
  private final Interrupts interrupts;
  private final ServiceKeeper keeper;
  private int looks;

  public Ending(Session session, Terminal terminal, Interrupts interrupts, Clock clock) {
    this.session = session;
    this.terminal = terminal;
    this.interrupts = interrupts;
    this.keeper = new ServiceKeeper(session, clock, this::say);
  }

  /** Waits, and returns the outcome; empty when the person left with Ctrl-C. */
  public <O extends Outcome> Optional<O> await(Watched<O> work) throws InterruptedException {
    InterruptSignal signal = InterruptSignal.to(interrupts);
    try {
      while (true) {
        Optional<O> end = look(work);
        if (end.isPresent() || interrupts.await(INTERVAL)) {
          return end;
        }
      }
    } finally {
      signal.close();
    }
  }

  private <O extends Outcome> Optional<O> look(Watched<O> work) {
    if (!keeper.check()) {
      return Optional.empty();
    }
    try {
      Seen<O> seen = work.glance(session.client());
      keeper.serviceAnswered();
      keeper.answered(seen);
      if (seen.ended()) {
        return Optional.of(work.outcome(session.client()));
      }
      looks++;
      if (looks == LOOKS_BEFORE_HINT && !work.observe(session.client()).isAnswered()) {
        say("no worker answers for this " + work.noun() + "; start one: pim up");
      }
    } catch (RuntimeException e) {
      keeper.missed(e);
    }
    return Optional.empty();
  }

  private void say(String line) {
    terminal.err().println(SafeText.line(line));
    terminal.err().flush();
  }
}
