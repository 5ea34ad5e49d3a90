package io.pim.cli.watch;

import io.pim.cli.client.Outcome;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.Interrupts;
import io.pim.cli.temporal.ServiceKeeper;
import io.pim.cli.temporal.TemporalAccess.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Shows a build or a deployment until it ends, is held, or the person leaves. One Ctrl-C leaves,
 * and the work continues; a second one cancels it, even while the service is not reachable.
 */
final class Watch<O extends Outcome> {
  private static final Duration WORKER_SILENCE = Duration.ofSeconds(2);

  private final Session session;
  private final Watched<O> work;
  private final WatchView view;
  private final Interrupts interrupts;
  private final Clock clock;
  private final ServiceKeeper keeper;
  private final Leaving leaving;

  private Optional<Seen<O>> lastAnswer = Optional.empty();
  private Optional<Instant> workerSilentSince = Optional.empty();
  private boolean workerHintGiven;

  Watch(Session session, Terminal terminal, Interrupts interrupts, Clock clock, Watched<O> work) {
    this.session = session;
    this.work = work;
    this.view = WatchView.on(terminal, clock, work.id());
    this.interrupts = interrupts;
    this.clock = clock;
    this.keeper = new ServiceKeeper(session, clock, view::say);
    this.leaving = new Leaving(session, interrupts, view::say);
  }

  /** Shows the work until nothing more will happen. */
  WatchEnd<O> watch() throws InterruptedException {
    LookPause pause = new LookPause();
    try (Looks looks = new Looks(session, interrupts)) {
      while (true) {
        Optional<O> outcome = look(looks);
        if (outcome.isPresent()) {
          return new WatchEnd<>(outcome, lastAnswer);
        }
        if (interrupts.await(pause.next()) && leaving.after(LeftWork.of(work))) {
          return WatchEnd.left();
        }
      }
    } finally {
      view.end();
    }
  }

  private Optional<O> look(Looks looks) {
    if (!keeper.check()) {
      return Optional.empty();
    }
    try {
      Optional<Seen<O>> answer = looks.look(() -> work.observe(session.client()));
      if (answer.isEmpty()) {
        return Optional.empty();
      }
      Seen<O> seen = answer.get();
      keeper.serviceAnswered();
      leaving.cancelIfWanted(LeftWork.of(work));
      show(seen);
      if (seen.ended()) {
        return Optional.of(work.outcome(session.client()));
      }
      hintWhereNoWorkerAnswers(seen);
      // For cancelled or aborted work, show how it ended, not why it was held before.
      return seen.held().filter(held -> !leaving.isCancelling());
    } catch (RuntimeException e) {
      keeper.missed(e);
      return Optional.empty();
    }
  }

  /** Draws the steps. While no worker answers, they stay as they were last seen. */
  private void show(Seen<O> seen) {
    if (seen.isAnswered()) {
      lastAnswer = Optional.of(seen);
      keeper.answered(seen.steps().get());
    }
    view.show(lastAnswer.map(seen::on).orElse(seen), clock.instant());
  }

  private void hintWhereNoWorkerAnswers(Seen<O> seen) {
    if (seen.isAnswered()) {
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
          "no worker answers for this "
              + work.noun()
              + " ("
              + seen.state()
              + (seen.step().isEmpty() ? "" : " at " + seen.step())
              + (session.own().isPresent() ? "); waiting for it" : "); start one: pim up"));
    }
  }
}
