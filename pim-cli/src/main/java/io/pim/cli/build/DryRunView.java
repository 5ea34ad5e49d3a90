package io.pim.cli.build;

import io.pim.cli.output.Facts;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.cli.output.Terminal;
import io.pim.model.plan.StepKey;

/** Shows the prediction for a build. */
final class DryRunView {
  private DryRunView() {}

  static void print(Terminal terminal, DryRun.Result result, boolean json) {
    if (json) {
      JsonOutput.print(terminal.out(), result);
      return;
    }
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
