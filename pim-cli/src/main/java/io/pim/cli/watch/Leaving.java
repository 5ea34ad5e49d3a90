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
  boolean after(LeftWork work) throws InterruptedException {
    String the = work.the();
    if (cancelling) {
      say.accept(
          "left while "
              + the
              + work.verb(" is", " are")
              + " being cancelled; see "
              + work.command("show"));
      return true;
    }
    if (wanted) {
      say.accept(
          "left; "
              + the
              + work.verb(" was", " were")
              + " NOT cancelled, because no service answered: "
              + work.cancelCommands());
      return true;
    }
    if (!interrupts.isLeaving()) {
      say.accept("leaving; Ctrl-C again within 2 seconds cancels " + the);
    }
    if (interrupts.isLeaving() || !interrupts.await(SECOND_PRESS) || interrupts.isLeaving()) {
      say.accept(
          the
              + work.verb(" continues; to see it again: ", " continue; to see them: ")
              + work.command("watch"));
      return true;
    }
    say.accept(
        "cancelling "
            + the
            + "; waiting until "
            + work.verb("it has", "they have")
            + " cleaned up");
    wanted = true;
    try {
      cancelIfWanted(work);
    } catch (RuntimeException e) {
      if (!ServiceAway.is(e)) {
        throw e;
      }
      say.accept(
          "no service answers yet; "
              + the
              + work.verb(" is", " are")
              + " cancelled as soon as one does. Ctrl-C leaves without cancelling");
    }
    return false;
  }

  /** Cancels the work if the person wants that and it was not cancelled yet. */
  void cancelIfWanted(LeftWork work) {
    if (wanted && !cancelling) {
      work.cancel(session.client());
      cancelling = true;
    }
  }
}
