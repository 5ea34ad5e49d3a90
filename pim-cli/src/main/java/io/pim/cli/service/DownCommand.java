package io.pim.cli.service;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.temporal.LocalService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim down}. */
@Command(
    name = "down",
    header = "Stop the worker and the Temporal server in the background.",
    description = "Virtual machines keep running, and builds continue after the next pim up.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim down", "  pim down && pim up"})
public final class DownCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private OutputOption output;

  public DownCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    LocalService service = context.service();
    service.down();
    StatusText.show(context, service, output);
    return ExitStatus.DONE;
  }
}
