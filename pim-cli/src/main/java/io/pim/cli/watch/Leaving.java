package io.pim.cli.watch;

import io.pim.cli.shell.Interrupts;
import io.pim.cli.temporal.ServiceAway;
import io.pim.cli.temporal.TemporalAccess.Session;
import java.time.Duration;
import java.util.function.Consumer;

/** Decides whether Ctrl-C leaves watched work or cancels it. */
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
  boolean after(Watched<?> work) throws InterruptedException {
    String noun = work.noun();
    if (cancelling) {
      say.accept("left while the " + noun + " is being cancelled; see " + work.command("show"));
      return true;
    }
    if (wanted) {
      say.accept(
          "left; the "
              + noun
              + " was NOT cancelled, because no service answered: "
              + work.command("cancel"));
      return true;
    }
    if (!interrupts.isLeaving()) {
      say.accept("leaving; Ctrl-C again within 2 seconds cancels the " + noun);
    }
    if (interrupts.isLeaving() || !interrupts.await(SECOND_PRESS) || interrupts.isLeaving()) {
      say.accept("the " + noun + " continues; to see it again: " + work.command("watch"));
      return true;
    }
    say.accept("cancelling the " + noun + "; waiting until it has cleaned up");
    wanted = true;
    try {
      cancelIfWanted(work);
    } catch (RuntimeException e) {
      if (!ServiceAway.is(e)) {
        throw e;
      }
      say.accept(
          "no service answers yet; the "
              + noun
              + " is cancelled as soon as one does. Ctrl-C leaves without cancelling");
    }
    return false;
  }

  /** Cancels the work if the person wants that and it was not cancelled yet. */
  void cancelIfWanted(Watched<?> work) {
    if (wanted && !cancelling) {
      work.cancel(session.client());
      cancelling = true;
    }
  }
}
