package io.pim.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pim down}. */
@Command(
    name = "down",
    description =
        "Stop the worker and the Temporal server in the background. Virtual machines go on, and"
            + " builds go on after the next `pim up`.")
public final class DownCommand implements Callable<Integer> {
  private final CliContext context;

  public DownCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    context.service().down();
    new StatusText(context.out()).print(context.service().status());
    return 0;
  }
}
