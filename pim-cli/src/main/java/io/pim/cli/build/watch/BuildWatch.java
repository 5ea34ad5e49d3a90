package io.pim.cli.build.watch;

import io.pim.cli.client.BuildOutcome;
import io.pim.cli.client.BuildRef;
import io.pim.cli.client.Builds;
import io.pim.cli.client.Observation;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.Interrupts;
import io.pim.cli.temporal.ServiceKeeper;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Shows a build until it ends, is held, or the person leaves. One Ctrl-C leaves, and the build
 * continues; a second one cancels the build, even while the service is not reachable.
 */
public final class BuildWatch {
  private static final Duration WORKER_SILENCE = Duration.ofSeconds(2);

  private final Session session;
  private final WatchView view;
  private final Interrupts interrupts;
  private final Clock clock;
  private final ServiceKeeper keeper;
  private final Leaving leaving;

  private Optional<BuildStatus> lastStatus = Optional.empty();
  private Optional<Instant> workerSilentSince = Optional.empty();
  private boolean workerHintGiven;

  public BuildWatch(Session session, Terminal terminal, Interrupts interrupts, Clock clock) {
    this.session = session;
    this.view = WatchView.on(terminal, clock);
    this.interrupts = interrupts;
    this.clock = clock;
    this.keeper = new ServiceKeeper(session, clock, view::say);
    this.leaving = new Leaving(session, interrupts, view::say);
  }

  /** Shows the build until nothing more will happen. */
  public WatchEnd watch(BuildRef build) throws InterruptedException {
    LookPause pause = new LookPause();
    try (Looks looks = new Looks(session, interrupts)) {
      while (true) {
        Optional<BuildOutcome> outcome = look(looks, build);
        if (outcome.isPresent()) {
          return new WatchEnd(outcome);
        }
        if (interrupts.await(pause.next()) && leaving.after(build)) {
          return new WatchEnd(Optional.empty());
        }
      }
    } finally {
      view.end();
    }
  }

  private Optional<BuildOutcome> look(Looks looks, BuildRef build) {
    if (!keeper.check()) {
      return Optional.empty();
    }
    try {
      Optional<Observation> answer = looks.look(() -> new Builds(session.client()).observe(build));
      if (answer.isEmpty()) {
        return Optional.empty();
      }
      Observation seen = answer.get();
      keeper.serviceAnswered();
      leaving.cancelIfWanted(build);
      show(seen);
      if (seen.row().state().isEnded()) {
        return Optional.of(new Builds(session.client()).outcome(build));
      }
      hintWhereNoWorkerAnswers(seen);
      // For a cancelled or aborted build, show how it ended, not why it was held before.
      return seen.status()
          .filter(status -> status.state() == BuildState.HELD && !leaving.isCancelling())
          .map(BuildOutcome::held);
    } catch (RuntimeException e) {
      keeper.missed(e);
      return Optional.empty();
    }
  }

  /** Draws the build. While no worker answers, the steps stay as they were last seen. */
  private void show(Observation seen) {
    if (seen.status().isPresent()) {
      lastStatus = seen.status();
      keeper.answered(seen.status().get().steps());
    }
    view.show(new Observation(seen.row(), lastStatus, seen.pending()), clock.instant());
  }

  private void hintWhereNoWorkerAnswers(Observation seen) {
    if (seen.status().isPresent()) {
      workerSilentSince = Optional.empty();
      workerHintGiven = false;
      return;
    }
    Instant now = clock.instant();
    Instant since = workerSilentSince.orElse(now);
    workerSilentSince = Optional.of(since);
    if (!workerHintGiven && Duration.between(since, now).compareTo(WORKER_SILENCE) >= 0) {
      workerHintGiven = true;
      view.say(
          "no worker answers for this build ("
              + seen.row().state()
              + (seen.row().step().isEmpty() ? "" : " at " + seen.row().step())
              + (session.own().isPresent() ? "); waiting for it" : "); start one: pim up"));
    }
  }
}
