package io.pim.cli.worker.install;

import io.pim.cli.output.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/**
 * Makes changes one after the other, and reports each.
 *
 * @param dryRun whether the changes are only shown
 */
record Steps(PrintWriter out, boolean dryRun) {
  /**
   * Makes the changes that are not made yet.
   *
   * @param record remembers what they add, before they add it
   */
  void install(List<Step> steps, InstallRecord record) throws IOException, InterruptedException {
    for (Step step : steps) {
      if (step.isDone()) {
        say("exists", step);
      } else if (dryRun) {
        say("would", step);
      } else {
        Optional<String> makes = step.makes();
        if (makes.isPresent()) {
          record.add(makes.get());
        }
        step.apply();
        say("done", step);
      }
    }
  }

  /** Makes the missing changes; reports nothing about the others. */
  void remove(List<Step> steps) throws IOException, InterruptedException {
    for (Step step : steps) {
      if (step.isDone()) {
        continue;
      }
      if (!dryRun) {
        step.apply();
      }
      say(dryRun ? "would" : "done", step);
    }
  }

  private void say(String word, Step step) {
    out.println("%-7s".formatted(word) + SafeText.line(step.what()));
    out.flush();
  }
}
