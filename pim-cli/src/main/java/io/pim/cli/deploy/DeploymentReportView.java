package io.pim.cli.deploy;

import io.pim.cli.client.DeploymentReport;
import io.pim.cli.client.DeploymentRow;
import io.pim.cli.client.PendingStep;
import io.pim.cli.output.Facts;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Table;
import io.pim.cli.output.Terminal;
import io.pim.model.deploy.DeployAct;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.PimFolders;
import io.pim.workflows.activity.StepProgress;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployStepStatus;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/** Shows a deployment to people. */
final class DeploymentReportView {
  private final Terminal terminal;
  private final PimFolders folders;
  private final Clock clock;

  DeploymentReportView(Terminal terminal, PimFolders folders, Clock clock) {
    this.terminal = terminal;
    this.folders = folders;
    this.clock = clock;
  }

  void print(DeploymentReport report) {
    facts(report).print(terminal);
    if (!report.answered()) {
      terminal.out().println("\nno worker answers for this deployment's steps; start one: pim up");
    }
    if (!report.steps().isEmpty()) {
      terminal.out().println();
      steps(report).print(terminal.out());
    }
    report.pending().forEach(this::pending);
    report.failure().ifPresent(failure -> failure(report.deployment(), failure));
    terminal.out().flush();
  }

  private Facts facts(DeploymentReport report) {
    DeploymentRow row = report.deployment();
    Duration took = Duration.between(row.startedAt(), row.endedAt().orElseGet(clock::instant));
    Facts facts =
        new Facts()
            .add("deployment", row.id())
            .add("act", report.act().map(DeployAct::title).orElse(""))
            .add("image", row.image())
            .add("target", row.target())
            .add("state", row.state().name().toLowerCase(Locale.ROOT))
            .add("step", row.step())
            .add("host", row.host())
            .add("started", ForPeople.time(row.startedAt()))
            .add("took", ForPeople.duration(took));
    report
        .result()
        .ifPresent(
            result -> {
              facts.add("place", result.place().orElse(""));
              facts.add("before", result.previous().orElse(""));
              facts.add("removed", String.join(", ", result.removed()));
            });
    facts.add("undone", String.join(", ", report.removed()));
    facts.add("left", String.join(", ", report.left()));
    DeploymentId.tryParse(row.id())
        .map(id -> folders.deployment(id).log())
        .filter(Files::exists)
        .ifPresent((Path log) -> facts.add("log", log));
    return facts;
  }

  private Table steps(DeploymentReport report) {
    Table table = new Table("STEP", "STATE", "TOOK", "NOTE");
    for (DeployStepStatus step : report.steps()) {
      table.row(
          step.step().id(),
          step.state().name().toLowerCase(Locale.ROOT),
          step.startedAt()
              .map(from -> Duration.between(from, step.endedAt().orElseGet(clock::instant)))
              .map(ForPeople::duration)
              .orElse(""),
          step.note());
    }
    return table;
  }

  private void pending(PendingStep pending) {
    String what =
        pending.started()
            ? pending.progress().map(StepProgress::line).orElse("under way")
            : pending.waitsFor();
    String again =
        pending.attempt() > 1 && !pending.lastFailure().isEmpty()
            ? "; attempt " + pending.attempt() + " after: " + pending.lastFailure()
            : "";
    terminal.out().println("\nnow: " + SafeText.line(pending.activity() + ": " + what + again));
  }

  private void failure(DeploymentRow row, FailureReport failure) {
    PrintWriter out = terminal.out();
    out.println();
    out.println(terminal.ink().red(SafeText.line(failure.what())));
    new Facts()
        .add("where", failure.where())
        .add("why", failure.why())
        .add("do", failure.todo())
        .print(terminal);
    failure.lastLines().forEach(line -> out.println("    | " + SafeText.logLine(line)));
    if (row.state() == BuildState.HELD) {
      out.println("look: pim target check " + row.target());
      out.println("then: pim deploy retry " + row.id());
      out.println("or:   pim deploy abort " + row.id());
    }
  }
}
