package io.pim.cli.command;

import io.pim.cli.build.BuildList;
import io.pim.cli.build.BuildRow;
import io.pim.cli.build.TemporalAccess.Session;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.model.unit.Architecture;
import io.pim.workflows.message.BuildState;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim build list}. */
@Command(
    name = "list",
    header = "List builds, newest first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim build list",
      "  pim build list --state held",
      "  pim build list -o json | jq -r '.[] | select(.state == \"FAILED\").buildId'"
    })
final class BuildListCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only those in this state: ${COMPLETION-CANDIDATES}.")
  private BuildState state;

  @Option(names = "--profile", paramLabel = "NAME", description = "Only those of this profile.")
  private String profile;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      converter = ArchitectureConverter.class,
      description = "Only those of this architecture.")
  private Architecture architecture;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Mixin private OutputOption output;

  BuildListCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    return ServiceCall.on(context.temporal().open(), this::list);
  }

  private int list(Session session) {
    List<BuildRow> rows =
        new BuildList(session.client())
            .builds(Optional.ofNullable(profile))
            .filter(row -> state == null || row.state() == state)
            .filter(row -> architecture == null || row.architecture().equals(architecture.id()))
            .limit(Math.max(0, limit))
            .toList();
    if (output.isJson()) {
      JsonOutput.print(context.terminal().out(), rows);
    } else if (rows.isEmpty()) {
      context.terminal().err().println("no builds; start one: pim build run PROFILE");
    } else {
      print(rows);
    }
    return ExitStatus.DONE;
  }

  private void print(List<BuildRow> rows) {
    Table table = new Table("BUILD", "STATE", "STEP", "HOST", "STARTED", "TOOK", "IMAGE");
    for (BuildRow row : rows) {
      Duration took =
          Duration.between(row.startedAt(), row.endedAt().orElseGet(context.clock()::instant));
      table.row(
          row.buildId(),
          row.state().name().toLowerCase(Locale.ROOT),
          row.step(),
          row.host(),
          ForPeople.time(row.startedAt()),
          ForPeople.duration(took),
          row.image());
    }
    table.print(context.terminal().out());
  }
}
