package io.pim.cli.build.watch;

import io.pim.cli.client.BuildOutcome;
import io.pim.cli.client.BuildRef;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ErrorPrinter;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;

/** Prints how a build ended, or why it is held and what to do. */
public final class OutcomePrinter {
  private final Terminal terminal;
  private final ErrorPrinter errors;

  public OutcomePrinter(Terminal terminal) {
    this.terminal = terminal;
    this.errors = new ErrorPrinter(terminal);
  }

  public void print(BuildRef build, BuildOutcome outcome) {
    outcome.result().ifPresent(this::done);
    outcome.failure().ifPresent(failure -> failed(build, outcome, failure));
    if (outcome.state() == BuildState.CANCELED) {
      terminal.out().println("build " + build.buildId() + " is cancelled; only its log is left");
    }
    terminal.out().flush();
  }

  private void done(BuildResult result) {
    String image = SafeText.line(result.image());
    String path = SafeText.line(result.path());
    terminal
        .out()
        .println(
            result.reused()
                ? "nothing to do: image " + image + " (" + path + ")"
                : "%s %s (%s, sha256 %s)\n  %s"
                    .formatted(
                        terminal.ink().green("image"),
                        image,
                        ForPeople.size(result.size()),
                        result.sha256().abbreviated(),
                        path));
  }

  private void failed(BuildRef build, BuildOutcome outcome, FailureReport failure) {
    boolean held = outcome.state() == BuildState.HELD;
    String word = held ? "held" : "failed";
    errors.print(
        Complaint.of(
                outcome.exitStatus(),
                "build " + build.buildId() + " " + word + ": " + failure.what())
            .at(failure.where())
            .because(failure.why())
            .advise(failure.todo()));
    errors.quote(failure.lastLines());
    if (held) {
      if (outcome.hasInstalledSystem()) {
        errors.next("pim build shell " + build.buildId(), "opens a session on the failed disk");
      }
      errors.next("pim build retry " + build.buildId(), "continues from the step that failed");
      errors.next("pim build logs " + build.buildId(), "shows all of it");
      errors.next("pim build abort " + build.buildId(), "ends the build");
    } else {
      errors.next("pim build logs " + build.buildId(), "shows all of it");
    }
  }
}
