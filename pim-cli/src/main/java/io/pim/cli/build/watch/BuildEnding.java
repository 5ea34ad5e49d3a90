package io.pim.cli.build.watch;

import io.pim.cli.client.BuildOutcome;
import io.pim.cli.client.BuildRef;
import io.pim.cli.client.BuildRow;
import io.pim.cli.client.Builds;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.InterruptSignal;
import io.pim.cli.shell.Interrupts;
import io.pim.cli.temporal.ServiceKeeper;
import io.pim.cli.temporal.TemporalAccess.Session;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Waits for the end of a build that was cancelled or aborted. */
public final class BuildEnding {
  private static final Duration INTERVAL = Duration.ofMillis(300);
  private static final int LOOKS_BEFORE_HINT = 10;

  private final Session session;
  private final Terminal terminal;
  private final Interrupts interrupts;
  private final ServiceKeeper keeper;
  private int looks;

  public BuildEnding(Session session, Terminal terminal, Interrupts interrupts, Clock clock) {
    this.session = session;
    this.terminal = terminal;
    this.interrupts = interrupts;
    this.keeper = new ServiceKeeper(session, clock, this::say);
  }

  /** Waits, and returns the outcome; empty when the person left with Ctrl-C. */
  public Optional<BuildOutcome> await(BuildRef build) throws InterruptedException {
    InterruptSignal signal = InterruptSignal.to(interrupts);
    try {
      while (true) {
        Optional<BuildOutcome> end = look(build);
        if (end.isPresent() || interrupts.await(INTERVAL)) {
          return end;
        }
      }
    } finally {
      signal.close();
    }
  }

  private Optional<BuildOutcome> look(BuildRef build) {
    if (!keeper.check()) {
      return Optional.empty();
    }
    try {
      BuildRow row = new Builds(session.client()).row(build);
      keeper.serviceAnswered();
      keeper.answered(row);
      if (row.state().isEnded()) {
        return Optional.of(new Builds(session.client()).outcome(build));
      }
      looks++;
      if (looks == LOOKS_BEFORE_HINT && !new Builds(session.client()).isAnswered(build)) {
        say("no worker answers for this build; start one: pim up");
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
