package io.pim.cli.temporal;

import io.pim.tools.process.Deadline;
import io.pim.worker.connection.SearchAttributeSetup;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import java.time.Duration;
import java.util.Optional;

/** Waits for a server that was just started, and prepares it for builds. */
final class ServerProbe {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(20);
  private static final int LINES = 50;

  private final ServiceLog log;

  /**
   * A probe of one start.
   *
   * @param log the server's output
   */
  ServerProbe(ServiceLog log) {
    this.log = log;
  }

  /**
   * The server after its first answer; empty when its process ended or the limit passed.
   *
   * @throws io.pim.model.failure.BuildFailure when something else answers
   */
  Optional<ServerState> await(ServerState server, Duration limit) throws InterruptedException {
    Deadline deadline = Deadline.in(limit);
    Duration pause = FIRST_PAUSE;
    while (!deadline.isOver()) {
      if (listens(server.port()) && Ports.answers(server.port(), LONGEST_PAUSE)) {
        return Optional.of(prepare(server));
      }
      // Instead of sleeping, wait for the process to end, which may also happen.
      if (server.process().awaitExit(deadline.remaining(pause))) {
        return Optional.empty();
      }
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
    return Optional.empty();
  }

  /**
   * Whether this server reports that it listens. An answer on the port is not enough: another
   * program, even another person's, could have taken the port in between, and builds would go
   * there. The port is at the end of the line: {@code Server: localhost:7233}. A server whose port
   * is in use logs that and continues.
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
      // The in-memory server makes up another id for each answer.
      return server.answered(
          version, server.inMemory() ? Optional.empty() : connection.namespaceId(CALL_LIMIT));
    }
  }
}
