package io.pim.cli.watch;

import io.pim.cli.client.Outcome;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.InterruptSignal;
import io.pim.cli.shell.Interrupts;
import io.pim.cli.temporal.ServiceKeeper;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.workflows.message.BuildState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Prints a log as it grows, through restarts, holds and retries, until the work ends. */
public final class LogFollower {
  private static final Duration INTERVAL = Duration.ofMillis(300);

  private final Session session;
  private final Terminal terminal;
  private final Interrupts interrupts;
  private final ServiceKeeper keeper;
  private BuildState state = BuildState.RUNNING;

  public LogFollower(Session session, Terminal terminal, Interrupts interrupts, Clock clock) {
    this.session = session;
    this.terminal = terminal;
    this.interrupts = interrupts;
    this.keeper = new ServiceKeeper(session, clock, this::say);
  }

  /**
   * Follows the log.
   *
   * @param wanted which lines
   * @param requireHere throws when the log is not on this host, because a build may move
   * @return the outcome; empty when the person left before the end
   */
  public <O extends Outcome> Optional<O> follow(
      Watched<O> work, Path log, Predicate<String> wanted, Consumer<Seen<O>> requireHere)
      throws IOException, InterruptedException {
    LogPrinter printer = new LogPrinter(terminal, log, wanted);
    InterruptSignal signal = InterruptSignal.to(interrupts);
    try {
      while (true) {
        // Ask before reading, so that the last lines are read after the end.
        Optional<O> end = look(work, requireHere);
        printer.more();
        if (end.isPresent()) {
          printer.print();
          return end;
        }
        if (interrupts.await(INTERVAL)) {
          say("the " + work.noun() + " continues; to see it again: " + work.command("logs -f"));
          return end;
        }
      }
    } finally {
      signal.close();
    }
  }

  private <O extends Outcome> Optional<O> look(Watched<O> work, Consumer<Seen<O>> requireHere) {
    if (!keeper.check()) {
      return Optional.empty();
    }
    try {
      Seen<O> seen = work.glance(session.client());
      keeper.serviceAnswered();
      keeper.answered(seen);
      requireHere.accept(seen);
      if (seen.state() == BuildState.HELD && state != BuildState.HELD) {
        say(
            "the "
                + work.noun()
                + " is held ("
                + work.command("show")
                + "); waiting for its retry");
      }
      state = seen.state();
      return seen.ended() ? Optional.of(work.outcome(session.client())) : Optional.empty();
    } catch (RuntimeException e) {
      keeper.missed(e);
      return Optional.empty();
    }
  }

  private void say(String line) {
    terminal.err().println(SafeText.line(line));
    terminal.err().flush();
  }
}
