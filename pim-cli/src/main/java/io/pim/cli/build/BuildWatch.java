package io.pim.cli.build;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.cli.output.Terminal;
import io.pim.workflows.message.BuildState;
import io.temporal.client.WorkflowClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Shows a build until it ends, is held, or the person leaves. Ctrl-C once leaves, and the build
 * goes on; twice cancels it.
 */
public final class BuildWatch {
  private static final Duration INTERVAL = Duration.ofMillis(400);
  private static final Duration SECOND_PRESS = Duration.ofSeconds(2);
  private static final Duration WORKER_SILENCE = Duration.ofSeconds(2);
  private static final Duration SERVICE_SILENCE = Duration.ofMinutes(1);
  private static final Set<Status.Code> SERVICE_AWAY =
      Set.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED);

  private final BuildObserver observer;
  private final BuildOutcomes outcomes;
  private final BuildControl control;
  private final WatchView view;
  private final Interrupts interrupts;
  private final Clock clock;

  private Optional<Instant> workerSilentSince = Optional.empty();
  private Optional<Instant> serviceSilentSince = Optional.empty();
  private boolean workerHintGiven;
  private boolean cancelling;

  public BuildWatch(WorkflowClient client, Terminal terminal, Interrupts interrupts, Clock clock) {
    this.observer = new BuildObserver(client);
    this.outcomes = new BuildOutcomes(client);
    this.control = new BuildControl(client);
    this.view = terminal.live() ? new LiveView(terminal) : new LineView(terminal);
    this.interrupts = interrupts;
    this.clock = clock;
  }

  /** Shows the build until there is nothing more to see. */
  public WatchEnd watch(BuildRef build) throws InterruptedException {
    while (true) {
      Optional<BuildOutcome> outcome = look(build);
      if (outcome.isPresent()) {
        view.end();
        return new WatchEnd(outcome);
      }
      if (interrupts.await(INTERVAL) && wantsToLeave(build)) {
        view.end();
        return new WatchEnd(Optional.empty());
      }
    }
  }

  private Optional<BuildOutcome> look(BuildRef build) {
    try {
      Observation seen = observer.observe(build);
      serviceSilentSince = Optional.empty();
      view.show(seen, clock.instant());
      if (seen.row().state().isEnded()) {
        return Optional.of(outcomes.of(build));
      }
      hintWhereNoWorkerAnswers(seen);
      // A build that has been told to end says how it ended, not what it was held for.
      return seen.status()
          .filter(status -> status.state() == BuildState.HELD && !cancelling)
          .map(BuildOutcome::held);
    } catch (StatusRuntimeException e) {
      if (!SERVICE_AWAY.contains(e.getStatus().getCode())) {
        throw e;
      }
      waitForService(e);
      return Optional.empty();
    }
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
              + "); start one: pim up");
    }
  }

  /** A service that restarts loses nothing, so its absence is waited out. */
  private void waitForService(StatusRuntimeException e) {
    Instant now = clock.instant();
    if (serviceSilentSince.isEmpty()) {
      serviceSilentSince = Optional.of(now);
      view.say("the Temporal service does not answer; waiting for it");
    }
    if (Duration.between(serviceSilentSince.get(), now).compareTo(SERVICE_SILENCE) > 0) {
      view.end();
      throw e;
    }
  }

  private boolean wantsToLeave(BuildRef build) throws InterruptedException {
    if (cancelling) {
      view.say("left while the build is being cancelled; see pim build show " + build.buildId());
      return true;
    }
    view.say("leaving; Ctrl-C again within 2 seconds cancels the build");
    if (!interrupts.await(SECOND_PRESS)) {
      view.say("the build goes on; to see it again: pim build watch " + build.buildId());
      return true;
    }
    view.say("cancelling the build; waiting until it has cleaned up");
    control.cancel(build);
    cancelling = true;
    return false;
  }
}
