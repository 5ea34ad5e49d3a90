package io.pim.cli.command;

import io.pim.cli.output.JsonOutput;
import io.pim.cli.service.ServiceStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim status}. */
@Command(
    name = "status",
    description = "Say what of the Temporal service and the worker runs on this host.")
public final class StatusCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private OutputOption output;

  public StatusCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    ServiceStatus status = context.service().status();
    if (output.isJson()) {
      JsonOutput.print(context.out(), status);
    } else {
      new StatusText(context.out()).print(status);
    }
    return 0;
  }
}
