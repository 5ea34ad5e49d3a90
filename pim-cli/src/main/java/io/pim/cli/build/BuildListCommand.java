package io.pim.cli.build;

import io.pim.cli.client.BuildFilter;
import io.pim.cli.client.BuildRow;
import io.pim.cli.client.Builds;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ListOptions;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.watch.ReportParts;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.NearestName;
import io.pim.model.config.Problems;
import io.pim.model.profile.Profiles;
import io.pim.model.unit.Architecture;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim build list}. */
@Command(
    name = "list",
    header = "List the builds of all hosts, newest first.",
    description = "Shows why held builds failed, and what others wait for.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim build list",
      "  pim build list --state held",
      "  pim build list --profile developer --arch arm64 --all",
      "  pim build list -o json | jq -r '.[] | select(.state == \"failed\").buildId'"
    })
final class BuildListCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(names = "--arch", paramLabel = "ARCH", description = "Only those of this architecture.")
  private Architecture architecture;

  @Mixin private ListOptions options;
  @Mixin private OutputOption output;

  BuildListCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    return ServiceCall.on(context.temporal().open(), this::list);
  }

  private int list(Session session) {
    BuildFilter filter =
        new BuildFilter(options.state(), options.profile(), Optional.ofNullable(architecture));
    Builds builds = new Builds(session.client());
    List<BuildRow> rows = builds.listWithNotes(filter, options.most());
    if (rows.isEmpty()) {
      options.profile().ifPresent(name -> requireKnown(name, builds));
    }
    if (output.isJson()) {
      JsonOutput.print(context.terminal().out(), rows);
    } else if (rows.isEmpty()) {
      context
          .terminal()
          .err()
          .println(
              filter.isAll()
                  ? "no builds; start one: pim build run PROFILE"
                  : "no such builds; pim build list shows all");
    } else {
      print(rows);
    }
    return ExitStatus.DONE;
  }

  /** Refuses an unknown profile; a known profile without builds is fine. */
  private void requireKnown(String name, Builds builds) {
    List<String> known =
        Stream.concat(
                builds.list(BuildFilter.all()).map(BuildRow::profile),
                Profiles.read(ConfigFolders.of(context.folders()), new Problems())
                    .choices()
                    .stream())
            .filter(profileName -> !profileName.isEmpty())
            .distinct()
            .sorted()
            .toList();
    if (!known.contains(name)) {
      throw Complaint.of(ExitStatus.USAGE, "There is no profile '" + name + "'.")
          .because("the profiles are " + String.join(", ", known))
          .advise(NearestName.question(name, known) + "Name one of them.")
          .failure();
    }
  }

  private void print(List<BuildRow> rows) {
    ReportParts parts = new ReportParts(context.terminal(), context.clock());
    Table table = new Table("BUILD", "STATE", "STEP", "HOST", "STARTED", "TOOK", "NOTE");
    for (BuildRow row : rows) {
      table.row(
          row.buildId(),
          ReportParts.word(row.state()),
          row.step(),
          row.host(),
          ForPeople.ago(row.startedAt(), context.clock().instant()),
          parts.took(row.startedAt(), row.endedAt()),
          row.image().isEmpty() ? ReportParts.clipped(row.note()) : "image " + row.image());
    }
    table.print(context.terminal());
  }
}
