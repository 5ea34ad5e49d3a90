package io.pim.worker.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.ProcessIdentity;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TemporalConnectionTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Values that PIM sends in payloads. */
  record Traveller(String name, Instant at, Optional<Duration> limit, Optional<String> none) {}

  @Test
  void payloadsKeepRecordsInstantsAndOptionals() {
    var sent =
        new Traveller(
            "x", Instant.parse("2026-11-22T10:00:00.5Z"), Optional.of(LIMIT), Optional.empty());
    var converter = TemporalConnection.dataConverter();
    var payload = converter.toPayload(sent).orElseThrow();
    assertTrue(payload.getData().toStringUtf8().contains("2026-11-22T10:00:00.5"));
    assertEquals(sent, converter.fromPayload(payload, Traveller.class, Traveller.class));
  }

  @Test
  void connectsAndSetsSearchAttributesUpTwice() throws Exception {
    int port = freePort();
    var server = TestServer.createPortBoundServer(port);
    try (var connection = TemporalConnection.probe(inMemory(port), LIMIT)) {
      assertEquals("default", connection.client().getOptions().getNamespace());
      new SearchAttributeSetup(connection).ensure(LIMIT);
      new SearchAttributeSetup(connection).ensure(LIMIT);
    } finally {
      server.close();
    }
  }

  /** Such a thread waits in native code, and Java's exit would wait 300 ms for it. */
  @Test
  void endsItsThreadWhenItCloses() throws Exception {
    int port = freePort();
    var server = TestServer.createPortBoundServer(port);
    var before = networkThreads();
    try {
      try (var connection = TemporalConnection.probe(inMemory(port), LIMIT)) {
        assertEquals(before.size() + 1, networkThreads().size(), connection.address().toString());
      }
      assertEquals(before, networkThreads());
    } finally {
      server.close();
    }
    assertThrows(
        BuildFailure.class, () -> TemporalConnection.probe(inMemory(port), Duration.ofSeconds(1)));
    assertEquals(before, networkThreads(), "nor does a failed connection leave one");
  }

  private static Set<Thread> networkThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(NetworkThread.NAME))
        .collect(Collectors.toSet());
  }

  @Test
  void explainsASilentService() throws IOException {
    int port = freePort();
    var failure = failure(port, 1);
    // A busy host may not even have made an attempt within a short limit.
    for (int seconds = 2;
        !failure.report().why().contains("refused") && seconds < 60;
        seconds *= 2) {
      failure = failure(port, seconds);
    }
    assertEquals(FailureKind.NETWORK, failure.report().kind());
    assertEquals("127.0.0.1:" + port, failure.report().where());
    assertTrue(failure.report().why().contains("refused"), failure.report().why());
    assertTrue(failure.report().todo().contains("pim up"), failure.report().todo());
  }

  private static BuildFailure failure(int port, int seconds) {
    return assertThrows(
        BuildFailure.class,
        () -> TemporalConnection.probe(inMemory(port), Duration.ofSeconds(seconds)));
  }

  private static ServiceAddress inMemory(int port) {
    var nobody = new ProcessIdentity(0, Instant.EPOCH, "");
    return ServiceAddress.local(
        new ServerState(nobody, port, Optional.empty(), true, Optional.of("")));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
