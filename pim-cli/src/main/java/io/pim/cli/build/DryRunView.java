package io.pim.cli.build;

import io.pim.cli.output.Facts;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.CliContext;
import io.pim.model.plan.StepKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Shows the prediction for builds. */
record DryRunView(CliContext context) {
  /** The JSON of {@code pim build run --dry-run -o json} for several builds. */
  public record All(List<DryRun.Result> builds) {}

  /**
   * Predicts and shows.
   *
   * @param several whether the JSON is that of several builds
   */
  void print(List<OrderedBuild> all, boolean several, boolean json)
      throws IOException, InterruptedException {
    List<DryRun.Result> results = new ArrayList<>();
    for (OrderedBuild ordered : all) {
      results.add(
          new DryRun(context.folders()).of(ordered.layerRule()).deploying(ordered.targetNames()));
    }
    if (json) {
      JsonOutput.print(context.out(), several ? new All(results) : results.get(0));
      return;
    }
    for (int i = 0; i < results.size(); i++) {
      if (i > 0) {
        context.out().println();
      }
      print(context.terminal(), results.get(i));
    }
  }

  private static void print(Terminal terminal, DryRun.Result result) {
    new Facts()
        .add("profile", result.profile() + " " + result.architecture())
        .add("ISO", result.iso())
        .add("builder", result.builder())
        .add("image key", result.imageKey().abbreviated())
        .print(terminal);
    terminal.out().println();
    Table table = new Table("STEP", "KEY", "FATE");
    for (DryRun.Row row : result.steps()) {
      table.row(row.step(), row.key().map(StepKey::abbreviated).orElse(""), fate(row));
    }
    table.print(terminal);
    result.image().ifPresent(image -> terminal.out().println("\nnothing to do: image " + image));
    if (!result.deploy().isEmpty()) {
      terminal.out().println("\nthen deployed to " + String.join(", ", result.deploy()));
    }
    terminal.out().flush();
  }

  private static String fate(DryRun.Row row) {
    return row.fate().title() + (row.warm() ? ", warm" : "");
  }
}
