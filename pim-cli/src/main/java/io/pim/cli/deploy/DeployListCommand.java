package io.pim.cli.deploy;

import io.pim.cli.client.DeployRuns;
import io.pim.cli.client.DeploymentFilter;
import io.pim.cli.client.DeploymentRow;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim deploy list}. */
@Command(
    name = "list",
    header = "List the deployments of all hosts, newest first.",
    description = "Shows why held deployments failed, and what others wait for.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim deploy list",
      "  pim deploy list --state held",
      "  pim deploy list --target proxmox-sg --profile developer",
      "  pim deploy list -o json | jq -r '.[] | select(.state == \"failed\").id'"
    })
final class DeployListCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(names = "--target", paramLabel = "TARGET", description = "Only those to this target.")
  private String target;

  @Mixin private ListOptions options;
  @Mixin private OutputOption output;

  DeployListCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    return ServiceCall.on(context.temporal().open(), this::list);
  }

  private int list(Session session) {
    DeploymentFilter filter =
        new DeploymentFilter(options.state(), Optional.ofNullable(target), options.profile());
    List<DeploymentRow> rows =
        new DeployRuns(session.client()).listWithNotes(filter, options.most());
    if (output.isJson()) {
      JsonOutput.print(context.out(), rows);
    } else if (rows.isEmpty()) {
      context
          .err()
          .println(
              filter.isAll()
                  ? "no deployments; start one: pim deploy run PROFILE TARGET"
                  : "no such deployments; pim deploy list shows all");
    } else {
      print(rows);
    }
    return ExitStatus.DONE;
  }

  private void print(List<DeploymentRow> rows) {
    ReportParts parts = new ReportParts(context.terminal(), context.clock());
    Table table = new Table("DEPLOYMENT", "STATE", "STEP", "IMAGE", "STARTED", "TOOK", "NOTE");
    for (DeploymentRow row : rows) {
      table.row(
          row.id(),
          ReportParts.word(row.state()),
          row.step(),
          row.image(),
          ForPeople.ago(row.startedAt(), context.clock().instant()),
          parts.took(row.startedAt(), row.endedAt()),
          ReportParts.clipped(row.note()));
    }
    table.print(context.terminal());
  }
}
