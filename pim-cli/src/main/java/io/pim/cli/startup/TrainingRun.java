package io.pim.cli.startup;

import io.pim.activities.process.ProcessIdentity;
import io.pim.cli.Pim;
import io.pim.model.config.DefaultSettings;
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
import java.time.Duration;
import java.time.Instant;
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
    // Last, because it ends the process, and the archive is written then.
    Pim.main(new String[] {"--help"});
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
