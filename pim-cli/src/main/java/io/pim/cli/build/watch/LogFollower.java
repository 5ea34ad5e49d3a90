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
import io.pim.workflows.message.BuildState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Prints a build's log as it grows, through restarts, holds and retries, until the build ends. */
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
  public Optional<BuildOutcome> follow(
      BuildRef build, Path log, Predicate<String> wanted, Consumer<BuildRow> requireHere)
      throws IOException, InterruptedException {
    LogPrinter printer = new LogPrinter(terminal, log, wanted);
    InterruptSignal signal = InterruptSignal.to(interrupts);
    try {
      while (true) {
        // Ask before reading, so that the last lines are read after the end.
        Optional<BuildOutcome> end = look(build, requireHere);
        printer.more();
        if (end.isPresent()) {
          printer.print();
          return end;
        }
        if (interrupts.await(INTERVAL)) {
          say("the build continues; to see it again: pim build logs -f " + build.buildId());
          return end;
        }
      }
    } finally {
      signal.close();
    }
  }

  private Optional<BuildOutcome> look(BuildRef build, Consumer<BuildRow> requireHere) {
    if (!keeper.check()) {
      return Optional.empty();
    }
    try {
      BuildRow row = new Builds(session.client()).row(build);
      keeper.serviceAnswered();
      keeper.answered(row);
      requireHere.accept(row);
      if (row.state() == BuildState.HELD && state != BuildState.HELD) {
        say("the build is held (pim build show " + build.buildId() + "); waiting for its retry");
      }
      state = row.state();
      return state.isEnded()
          ? Optional.of(new Builds(session.client()).outcome(build))
          : Optional.empty();
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
