package io.pim.cli.build;

import io.pim.cli.client.BuildReport;
import io.pim.cli.client.BuildRow;
import io.pim.cli.output.Facts;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.Table;
import io.pim.cli.output.Terminal;
import io.pim.cli.watch.ReportParts;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.StepKey;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.HostMove;
import io.pim.workflows.message.StepStatus;
import io.pim.workflows.message.StorePush;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows a build to people. */
final class BuildReportView {
  private final Terminal terminal;
  private final PimFolders folders;
  private final ReportParts parts;

  BuildReportView(Terminal terminal, PimFolders folders, Clock clock) {
    this.terminal = terminal;
    this.folders = folders;
    this.parts = new ReportParts(terminal, clock);
  }

  void print(BuildReport report) {
    parts.print(
        facts(report),
        "build",
        report.answered(),
        report.steps().isEmpty() ? Optional.empty() : Optional.of(steps(report)),
        report.pending(),
        report.failure());
    next(report);
    terminal.out().flush();
  }

  private Facts facts(BuildReport report) {
    BuildRow row = report.build();
    Facts facts =
        new Facts()
            .add("build", row.buildId())
            .add("state", ReportParts.word(row.state()))
            .add("step", row.step())
            .add("host", row.host())
            .add("started", ForPeople.time(row.startedAt()))
            .add("took", parts.took(row.startedAt(), row.endedAt()));
    facts.add(
        "moved", report.moves().stream().map(HostMove::text).collect(Collectors.joining("; ")));
    report
        .result()
        .ifPresent(
            result ->
                facts
                    .add("image", result.image() + (result.reused() ? " (existed before)" : ""))
                    .add("file", result.path())
                    .add("size", ForPeople.size(result.size()))
                    .add("sha256", result.sha256())
                    .add("store", result.store().map(its -> store(result, its)).orElse(""))
                    .add("deployed", deployments(result)));
    if (BuildId.tryParse(row.buildId()).isPresent()) {
      Path log = folders.build(row.buildId()).log();
      facts.add("log", Files.exists(log) ? log : "");
    }
    return facts;
  }

  private static String store(BuildResult result, StorePush push) {
    return push.succeeded()
        ? push.place()
        : "not pushed: " + push.problem() + " Then: pim image push " + result.image();
  }

  private static String deployments(BuildResult result) {
    return result.deployments().stream()
        .map(its -> its.id().map(DeploymentId::text).orElse("not to " + its.target()))
        .collect(Collectors.joining(", "));
  }

  private Table steps(BuildReport report) {
    Table table = new Table("STEP", "STATE", "TOOK", "KEY", "NOTE");
    for (StepStatus step : report.steps()) {
      table.row(
          step.name(),
          step.state().name().toLowerCase(Locale.ROOT),
          parts.took(step.startedAt(), step.endedAt()),
          step.key().map(StepKey::abbreviated).orElse(""),
          step.note());
    }
    return table;
  }

  private void next(BuildReport report) {
    BuildRow row = report.build();
    if (row.state() == BuildState.HELD) {
      PrintWriter out = terminal.out();
      if (hasInstalledSystem(report)) {
        out.println("look: pim build shell " + row.buildId());
      }
      out.println("then: pim build retry " + row.buildId());
      out.println("or:   pim build abort " + row.buildId());
    }
  }

  private static boolean hasInstalledSystem(BuildReport report) {
    return report.steps().stream()
        .anyMatch(s -> s.name().equals(report.build().step()) && s.kind().hasInstalledSystem());
  }
}
