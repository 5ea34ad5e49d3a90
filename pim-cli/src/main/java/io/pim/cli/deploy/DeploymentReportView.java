package io.pim.cli.deploy;

import io.pim.cli.client.DeploymentReport;
import io.pim.cli.client.DeploymentRow;
import io.pim.cli.output.Facts;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.Table;
import io.pim.cli.output.Terminal;
import io.pim.cli.watch.ReportParts;
import io.pim.model.deploy.DeployAct;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.PimFolders;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployStepStatus;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/** Shows a deployment to people. */
final class DeploymentReportView {
  private final Terminal terminal;
  private final PimFolders folders;
  private final ReportParts parts;

  DeploymentReportView(Terminal terminal, PimFolders folders, Clock clock) {
    this.terminal = terminal;
    this.folders = folders;
    this.parts = new ReportParts(terminal, clock);
  }

  void print(DeploymentReport report) {
    parts.print(
        facts(report),
        "deployment",
        report.answered(),
        report.steps().isEmpty() ? Optional.empty() : Optional.of(steps(report)),
        report.pending(),
        report.failure());
    next(report.deployment());
    terminal.out().flush();
  }

  private Facts facts(DeploymentReport report) {
    DeploymentRow row = report.deployment();
    Facts facts =
        new Facts()
            .add("deployment", row.id())
            .add("act", report.act().map(DeployAct::title).orElse(""))
            .add("image", row.image())
            .add("target", row.target())
            .add("state", ReportParts.word(row.state()))
            .add("step", row.step())
            .add("host", row.host())
            .add("started", ForPeople.time(row.startedAt()))
            .add("took", parts.took(row.startedAt(), row.endedAt()));
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
          parts.took(step.startedAt(), step.endedAt()),
          step.note());
    }
    return table;
  }

  private void next(DeploymentRow row) {
    if (row.state() == BuildState.HELD) {
      PrintWriter out = terminal.out();
      out.println("look: pim target check " + row.target());
      out.println("then: pim deploy retry " + row.id());
      out.println("or:   pim deploy abort " + row.id());
    }
  }
}
