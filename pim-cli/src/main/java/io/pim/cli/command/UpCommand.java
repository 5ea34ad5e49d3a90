package io.pim.cli.command;

import io.pim.cli.service.LocalService;
import io.pim.worker.connection.ServiceAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pim up}. */
@Command(
    name = "up",
    description =
        "Start the Temporal server and the worker in the background, where they do not run.")
public final class UpCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(names = "--no-worker", description = "Start the server alone.")
  private boolean noWorker;

  public UpCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    LocalService service = context.service();
    ServiceAddress address = service.ensureServer();
    if (!address.isOwn()) {
      context.err().println("Using the Temporal service at " + address + "; none is started.");
    }
    if (!noWorker) {
      service.ensureWorker(address);
    }
    new StatusText(context.out()).print(service.status());
    return 0;
  }
}
