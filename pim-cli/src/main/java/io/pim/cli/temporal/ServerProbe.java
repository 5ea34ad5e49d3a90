package io.pim.cli.temporal;

import io.pim.tools.process.Deadline;
import io.pim.worker.connection.SearchAttributeSetup;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import java.time.Duration;
import java.util.Optional;

/** Waits for a server that was just started, and makes it ready for builds. */
final class ServerProbe {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(20);
  private static final int LINES = 50;

  private final ServiceLog log;

  /**
   * A probe of one start.
   *
   * @param log what the server prints
   */
  ServerProbe(ServiceLog log) {
    this.log = log;
  }

  /**
   * The server once it has answered; empty when its process ended or the limit passed before.
   *
   * @throws io.pim.model.failure.BuildFailure where something answers that is no such server
   */
  Optional<ServerState> await(ServerState server, Duration limit) throws InterruptedException {
    Deadline deadline = Deadline.in(limit);
    Duration pause = FIRST_PAUSE;
    while (!deadline.isOver()) {
      if (listens(server.port()) && Ports.answers(server.port(), LONGEST_PAUSE)) {
        return Optional.of(prepare(server));
      }
      // The pause is a wait for the other thing that can happen.
      if (server.process().awaitExit(deadline.remaining(pause))) {
        return Optional.empty();
      }
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
    return Optional.empty();
  }

  /**
   * Whether this very server says so. The port alone may be answered by one that took it in
   * between, of another person for one, and builds would go there. Lines end with the port: {@code
   * Server: localhost:7233}; where it is taken, the one that says so goes on.
   */
  private boolean listens(int port) {
    return log.lastLines(LINES).stream().anyMatch(line -> line.strip().endsWith(":" + port));
  }

  private static ServerState prepare(ServerState server) throws InterruptedException {
    try (TemporalConnection connection =
        TemporalConnection.probe(ServiceAddress.local(server), CALL_LIMIT)) {
      new SearchAttributeSetup(connection).ensure(CALL_LIMIT);
      if (!server.inMemory()) {
        new Retention(connection).ensure();
      }
      String version =
          connection
              .stubs()
              .blockingStub()
              .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
              .getServerVersion();
      return server.answered(version);
    }
  }
}
