package io.pim.cli.build;

import io.pim.cli.client.BuildReport;
import io.pim.cli.client.BuildRow;
import io.pim.cli.client.PendingStep;
import io.pim.cli.output.Facts;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Table;
import io.pim.cli.output.Terminal;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.StepKey;
import io.pim.workflows.activity.StepProgress;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.StepStatus;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/** Shows a build to people. */
final class BuildReportView {
  private final Terminal terminal;
  private final PimFolders folders;
  private final Clock clock;

  BuildReportView(Terminal terminal, PimFolders folders, Clock clock) {
    this.terminal = terminal;
    this.folders = folders;
    this.clock = clock;
  }

  void print(BuildReport report) {
    facts(report).print(terminal);
    if (!report.answered()) {
      terminal.out().println("\nno worker answers for this build's steps; start one: pim up");
    }
    if (!report.steps().isEmpty()) {
      terminal.out().println();
      steps(report).print(terminal.out());
    }
    report.pending().forEach(this::pending);
    report.failure().ifPresent(failure -> failure(report, failure));
    terminal.out().flush();
  }

  private Facts facts(BuildReport report) {
    BuildRow row = report.build();
    Duration took = Duration.between(row.startedAt(), row.endedAt().orElseGet(clock::instant));
    Facts facts =
        new Facts()
            .add("build", row.buildId())
            .add("state", word(row.state()))
            .add("step", row.step())
            .add("host", row.host())
            .add("started", ForPeople.time(row.startedAt()))
            .add("took", ForPeople.duration(took));
    report
        .result()
        .ifPresent(
            result ->
                facts
                    .add("image", result.image() + (result.reused() ? " (was there before)" : ""))
                    .add("file", result.path())
                    .add("size", ForPeople.size(result.size()))
                    .add("sha256", result.sha256()));
    if (BuildId.tryParse(row.buildId()).isPresent()) {
      Path log = folders.build(row.buildId()).log();
      facts.add("log", Files.exists(log) ? log : "");
    }
    return facts;
  }

  private Table steps(BuildReport report) {
    Table table = new Table("STEP", "STATE", "TOOK", "KEY", "NOTE");
    for (StepStatus step : report.steps()) {
      table.row(
          step.name(),
          step.state().name().toLowerCase(Locale.ROOT),
          step.startedAt()
              .map(from -> Duration.between(from, step.endedAt().orElseGet(clock::instant)))
              .map(ForPeople::duration)
              .orElse(""),
          step.key().map(StepKey::abbreviated).orElse(""),
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

  private void failure(BuildReport report, FailureReport failure) {
    BuildRow row = report.build();
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

  private static String word(BuildState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
