package io.pim.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pim worker run}. */
@Command(
    name = "run",
    header = "Do this host's part of builds, until stopped.",
    description =
        "Takes work from the Temporal service that is configured, or from PIM's own. Stopping it"
            + " ends no build: virtual machines go on, and the next worker joins them.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim worker run", "  TEMPORAL_ADDRESS=temporal.lan:7233 pim worker run"})
final class WorkerRunCommand implements Callable<Integer> {
  private final CliContext context;

  WorkerRunCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    throw new UnsupportedOperationException("the worker is not wired yet: " + context.folders());
  }
}
