package io.pim.cli.service;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim status}. */
@Command(
    name = "status",
    header = "Show the Temporal service and the worker on this host.",
    description = "Shows start times, versions, ports and log files.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim status", "  pim status -o json | jq -r '.server.ui'"})
public final class StatusCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private OutputOption output;

  public StatusCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    StatusText.show(context, context.service(), output);
    return ExitStatus.DONE;
  }
}
