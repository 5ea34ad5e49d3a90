package io.pim.cli.startup;

import io.pim.cli.CommandLines;
import io.pim.cli.Pim;
import io.pim.cli.completion.Completer;
import io.pim.cli.completion.KnownNames;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.Interrupts;
import io.pim.cli.temporal.ConfiguredTemporal;
import io.pim.cli.temporal.DistributionInfo;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.DefaultSettings;
import io.pim.model.config.Settings;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import io.pim.model.json.Json;
import io.pim.model.unit.Architecture;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.WorkerProcess;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.build.BuildWorkflow;
import io.pim.workflows.queue.TaskQueues;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributes;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Performs a little of what commands do. {@code bin/pim} runs it once after a build with {@code
 * -XX:ArchiveClassesAtExit}; every later start then maps the classes that it loaded, which is
 * faster than loading them.
 */
public final class TrainingRun {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private TrainingRun() {}

  /** Uses no file and no service of the user. */
  public static void main(String[] arguments) throws Exception {
    int port = freePort();
    // A connection makes a key in its folders.
    Path folder = Files.createTempDirectory("pim-training");
    var server = TestServer.createPortBoundServer(port);
    try {
      ServerState state = new ServerState(nobody(), port, Optional.empty(), true, Optional.of(""));
      Json.mapper().readValue(Json.mapper().writeValueAsString(state), ServerState.class);
      work(foldersIn(folder), ServiceAddress.local(state));
      listBuilds(foldersIn(folder), "127.0.0.1:" + port);
      DefaultSettings.tree();
      complete(foldersIn(folder), List.of("build", "run", ""));
    } finally {
      server.close();
      PrivateFolders.delete(folder);
    }
    // Last, because it ends the process, which writes the archive.
    Pim.main(new String[] {"--help"});
  }

  /** Completes a command line as a shell would. */
  private static void complete(PimFolders folders, List<String> words) throws IOException {
    new Completer(
            CommandLines.of(CliContext.current(), words).getCommandSpec(), new KnownNames(folders))
        .complete(words);
  }

  private static void listBuilds(PimFolders folders, String address) {
    Map<String, String> environment = Map.of("TEMPORAL_ADDRESS", address);
    CliContext context =
        new CliContext(
            folders,
            environment,
            Terminal.ofProcess(environment),
            new ConfiguredTemporal(folders, environment, line -> {}, session -> false),
            new Interrupts(),
            Clock.systemUTC());
    String[] words = {"build", "list"};
    CommandLines.of(context, List.of(words)).execute(words);
  }

  private static PimFolders foldersIn(Path folder) {
    return new PimFolders(folder, folder, folder, folder, folder, folder);
  }

  /** Runs a worker, because builds wait for the next one after it was killed. */
  @SuppressWarnings("try") // The worker only has to run.
  private static void work(PimFolders folders, ServiceAddress service)
      throws IOException, InterruptedException {
    Settings settings = Settings.read(ConfigFolders.of(folders));
    WorkerProcess.Identity identity =
        new WorkerProcess.Identity(
            "training", Architecture.X86_64, DistributionInfo.current().version());
    try (TemporalConnection connection = TemporalConnection.open(service, folders, LIMIT);
        // This process may have the environment of a worker that somebody waits for.
        WorkerProcess worker =
            WorkerProcess.start(connection, folders, settings, identity, Map.of())) {
      WorkflowStub build =
          connection.client().newUntypedWorkflowStub(BuildWorkflow.TYPE, buildOptions());
      build.start();
      awaitEnd(build);
    }
  }

  /** The worker reads the history and ends the build, because there is no plan. */
  private static void awaitEnd(WorkflowStub build) {
    try {
      build.getResult(LIMIT.toSeconds(), TimeUnit.SECONDS, Void.class);
    } catch (WorkflowFailedException | TimeoutException e) {
      // Only the classes loaded on the way matter.
    }
  }

  private static WorkflowOptions buildOptions() {
    return WorkflowOptions.newBuilder()
        .setWorkflowId("training")
        .setTaskQueue(TaskQueues.WORKFLOWS)
        .setMemo(Map.of(BuildAttributes.BUILD_ID_MEMO, "training"))
        .setTypedSearchAttributes(
            SearchAttributes.newBuilder().set(BuildAttributes.PROFILE, "training").build())
        .build();
  }

  private static ProcessIdentity nobody() {
    return new ProcessIdentity(0, Instant.EPOCH, "");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
