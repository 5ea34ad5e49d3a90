package io.pim.cli.service;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.temporal.LocalService;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.worker.connection.ServiceAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim up}. */
@Command(
    name = "up",
    header = "Start the Temporal server and the worker in the background.",
    description = "Running processes stay, but a worker of another PIM version is replaced.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim up",
      "  pim up --no-worker      no builds on this host",
      "  pim up -o json | jq -r '.server.port'"
    })
public final class UpCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(
      names = "--no-worker",
      description =
          "Start only the server. Other commands start no worker either, until the next pim up "
              + "without this option. A running worker stays.")
  private boolean noWorker;

  @Mixin private OutputOption output;

  public UpCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    // The processes that it starts keep these settings for days.
    Settings.read(ConfigFolders.of(context.folders()));
    LocalService service = context.service();
    ServiceAddress address = service.ensureServer();
    if (!address.isOwn()) {
      context
          .err()
          .println("Using the Temporal service at " + address + "; PIM starts none of its own.");
    }
    service.wantWorker(!noWorker);
    if (!noWorker) {
      service.ensureWorker(address);
    }
    StatusText.show(context, service, output);
    return ExitStatus.DONE;
  }
}
