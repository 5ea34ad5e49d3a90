package io.pim.cli.worker;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.ConfiguredTemporal;
import io.pim.cli.temporal.DistributionInfo;
import io.pim.cli.temporal.ThisHost;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.unit.Architecture;
import io.pim.worker.WorkerProcess;
import io.pim.worker.connection.TemporalConnection;
import io.pim.worker.metrics.WorkerMetrics;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pim worker run}. */
@Command(
    name = "run",
    header = "Run this host's part of builds, until stopped.",
    description = {
      "",
      "Takes work from the configured Temporal service, or from PIM's own. Stopping it ends no "
          + "build: virtual machines keep running, and the next worker joins them.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {"  pim worker run", "  TEMPORAL_ADDRESS=temporal.lan:7233 pim worker run"})
public final class WorkerRunCommand implements Callable<Integer> {
  /** A machine that has just started is slow, and nobody waits at a terminal for a worker. */
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);

  private final CliContext context;

  public WorkerRunCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    Settings settings = Settings.read(ConfigFolders.of(context.folders()));
    ConfiguredTemporal temporal =
        new ConfiguredTemporal(
            context.folders(), context.environment(), context.err()::println, session -> false);
    WorkerProcess.Identity identity =
        new WorkerProcess.Identity(
            ThisHost.id(context.folders(), settings),
            Architecture.ofThisMachine().orElseThrow(),
            DistributionInfo.current().version());
    try (WorkerMetrics metrics = WorkerMetrics.at(settings.worker().metrics(), identity.hostId());
        TemporalConnection connection = temporal.connect(CONNECT_LIMIT, metrics);
        WorkerProcess worker =
            WorkerProcess.start(
                connection, context.folders(), settings, identity, context.environment())) {
      // SIGTERM and Ctrl-C end the process through its shutdown hooks.
      Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "stop-worker"));
      Thread.setDefaultUncaughtExceptionHandler(worker.health()::died);
      worker.health().awaitBroken();
    }
    // The log has the reason. The process that keeps the worker starts a new one.
    return ExitStatus.FAILED;
  }
}
