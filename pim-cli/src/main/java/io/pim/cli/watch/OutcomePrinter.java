package io.pim.cli.watch;

import io.pim.cli.client.Outcome;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ErrorPrinter;
import io.pim.cli.output.Terminal;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.BuildState;

/** Prints how a build or a deployment ended, or why it is held and what to do. */
public final class OutcomePrinter {
  private final Terminal terminal;
  private final ErrorPrinter errors;

  public OutcomePrinter(Terminal terminal) {
    this.terminal = terminal;
    this.errors = new ErrorPrinter(terminal);
  }

  public <O extends Outcome> void print(Watched<O> work, O outcome) {
    work.printResult(outcome, terminal);
    outcome.failure().ifPresent(failure -> failed(work, outcome, failure));
    terminal.out().flush();
  }

  private <O extends Outcome> void failed(Watched<O> work, O outcome, FailureReport failure) {
    boolean held = outcome.state() == BuildState.HELD;
    String word = held ? "held" : "failed";
    errors.print(
        Complaint.of(
                outcome.exitStatus(),
                work.noun() + " " + work.id() + " " + word + ": " + failure.what())
            .at(failure.where())
            .because(failure.why())
            .advise(failure.todo()));
    errors.quote(failure.lastLines());
    if (held) {
      work.whileHeld(outcome).forEach(next -> errors.next(next.command(), next.does()));
      errors.next(work.command("retry"), "continues from the step that failed");
      errors.next(work.command("logs"), "shows all of it");
      errors.next(work.command("abort"), "ends the " + work.noun());
    } else {
      errors.next(work.command("logs"), "shows all of it");
    }
  }
}
