package io.pim.cli.startup;

import io.pim.activities.process.ProcessIdentity;
import io.pim.cli.Pim;
import io.pim.cli.command.CliContext;
import io.pim.cli.command.CommandLines;
import io.pim.cli.completion.Completer;
import io.pim.cli.completion.KnownNames;
import io.pim.model.config.DefaultSettings;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.worker.connection.SearchAttributeSetup;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.temporal.testserver.TestServer;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Does a little of what commands do. {@code bin/pim} runs it once after a build, under {@code
 * -XX:ArchiveClassesAtExit}, and every later start maps the classes it loaded instead of loading
 * them.
 */
public final class TrainingRun {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private TrainingRun() {}

  /** Touches no file and no service of the user's. */
  public static void main(String[] arguments) throws Exception {
    int port = freePort();
    var server = TestServer.createPortBoundServer(port);
    try {
      talk(new ServerState(nobody(), port, Optional.empty(), true, Optional.of("")));
    } finally {
      server.close();
    }
    DefaultSettings.tree();
    complete(List.of("build", "run", ""));
    // Last, because it ends the process, and the archive is written then.
    Pim.main(new String[] {"--help"});
  }

  /** As a shell asks; in folders that are not there. */
  private static void complete(List<String> words) throws IOException {
    Path nowhere = Path.of("/nowhere");
    PimFolders folders = new PimFolders(nowhere, nowhere, nowhere, nowhere, nowhere, nowhere);
    new Completer(
            CommandLines.of(CliContext.current(), words).getCommandSpec(), new KnownNames(folders))
        .complete(words);
  }

  private static void talk(ServerState server) throws InterruptedException, IOException {
    Json.mapper().readValue(Json.mapper().writeValueAsString(server), ServerState.class);
    try (var connection = TemporalConnection.open(ServiceAddress.local(server), LIMIT)) {
      new SearchAttributeSetup(connection).ensure(LIMIT);
      WorkerFactory workers = WorkerFactory.newInstance(connection.client());
      workers.newWorker("training");
      workers.start();
      workers.shutdownNow();
    }
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
