package io.pim.cli.target;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.profile.Targets;
import io.pim.model.registry.DeploymentEntry;
import io.pim.model.registry.Deployments;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim target list}. */
@Command(
    name = "list",
    header = "List the targets: what each is, and what is deployed there.",
    description =
        "Reads targets.d and the registry on this machine, and asks no target; pim target check "
            + "asks one.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim target list",
      "  pim target list -o json | jq '.[] | select(.type == \"proxmox\").deployments'"
    })
final class TargetListCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private OutputOption output;

  TargetListCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    Problems problems = new Problems();
    Targets targets = Targets.read(ConfigFolders.of(context.folders()), problems);
    problems.throwIfAny();
    List<DeploymentEntry> deployed = new Deployments(context.folders()).list();
    List<TargetView> views =
        targets.choices().stream().map(name -> TargetView.of(name, targets, deployed)).toList();
    if (output.isJson()) {
      JsonOutput.print(context.out(), views);
    } else if (views.isEmpty()) {
      context.err().println("no targets; write one into targets.d: docs/configuration.md");
    } else {
      print(views);
    }
    return ExitStatus.DONE;
  }

  private void print(List<TargetView> views) {
    Table table = new Table("TARGET", "TYPE", "WHERE", "CURRENT", "KEPT");
    for (TargetView view : views) {
      long kept = view.deployments().stream().filter(its -> !its.current()).count();
      table.row(
          view.name(),
          view.problem().isEmpty() ? view.type() : "wrong",
          view.problem().isEmpty() ? view.where() : view.problem(),
          view.deployments().stream()
              .filter(TargetView.Deployed::current)
              .map(TargetView.Deployed::image)
              .collect(Collectors.joining(" ")),
          kept == 0 ? "" : kept);
    }
    table.print(context.terminal());
  }
}
