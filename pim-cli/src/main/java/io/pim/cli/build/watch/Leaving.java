package io.pim.cli.build.watch;

import io.pim.cli.client.BuildRef;
import io.pim.cli.client.Builds;
import io.pim.cli.shell.Interrupts;
import io.pim.cli.temporal.ServiceAway;
import io.pim.cli.temporal.TemporalAccess.Session;
import java.time.Duration;
import java.util.function.Consumer;

/** Decides whether Ctrl-C leaves a watched build or cancels it. */
final class Leaving {
  private static final Duration SECOND_PRESS = Duration.ofSeconds(2);

  private final Session session;
  private final Interrupts interrupts;
  private final Consumer<String> say;
  private boolean wanted;
  private boolean cancelling;

  Leaving(Session session, Interrupts interrupts, Consumer<String> say) {
    this.session = session;
    this.interrupts = interrupts;
    this.say = say;
  }

  /** Whether PIM has cancelled the build. */
  boolean isCancelling() {
    return cancelling;
  }

  /** Handles one Ctrl-C; returns whether to leave. */
  boolean after(BuildRef build) throws InterruptedException {
    String id = build.buildId();
    if (cancelling) {
      say.accept("left while the build is being cancelled; see pim build show " + id);
      return true;
    }
    if (wanted) {
      say.accept(
          "left; the build was NOT cancelled, because no service answered: pim build "
              + "cancel "
              + id);
      return true;
    }
    if (!interrupts.isLeaving()) {
      say.accept("leaving; Ctrl-C again within 2 seconds cancels the build");
    }
    if (interrupts.isLeaving() || !interrupts.await(SECOND_PRESS) || interrupts.isLeaving()) {
      say.accept("the build continues; to see it again: pim build watch " + id);
      return true;
    }
    say.accept("cancelling the build; waiting until it has cleaned up");
    wanted = true;
    try {
      cancelIfWanted(build);
    } catch (RuntimeException e) {
      if (!ServiceAway.is(e, session)) {
        throw e;
      }
      say.accept(
          "no service answers yet; the build is cancelled as soon as one does. Ctrl-C "
              + "leaves without cancelling");
    }
    return false;
  }

  /** Cancels the build if the person wants that and it was not cancelled yet. */
  void cancelIfWanted(BuildRef build) {
    if (wanted && !cancelling) {
      new Builds(session.client()).cancel(build);
      cancelling = true;
    }
  }
}
