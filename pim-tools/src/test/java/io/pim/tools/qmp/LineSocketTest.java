package io.pim.tools.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.process.Deadline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that accepts no connection, as a QEMU that is stopped or busy with another client. */
@Timeout(120)
class LineSocketTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final int LINE = 100;
  private static final int MOST_IN_LINE = 1000;

  @TempDir Path folder;
  private Path path;
  private ServerSocketChannel server;
  private final List<SocketChannel> inLine = new ArrayList<>();

  @BeforeEach
  void listen() throws IOException {
    path = folder.resolve("socket");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path), 1);
  }

  @AfterEach
  void close() throws IOException {
    for (SocketChannel client : inLine) {
      client.close();
    }
    server.close();
  }

  /** Opens connections until the server's queue is full. */
  private void fillQueue() throws IOException {
    while (inLine.size() < MOST_IN_LINE) {
      SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
      inLine.add(client);
      client.configureBlocking(false);
      try {
        client.connect(UnixDomainSocketAddress.of(path));
      } catch (SocketException e) {
        return;
      }
    }
    throw new AssertionError("the queue never fills up");
  }

  @Test
  void aFullQueueIsSilenceNotAbsence() throws Exception {
    fillQueue();
    assertThrows(
        SocketTimeoutException.class, () -> LineSocket.connect(path, LINE, Deadline.in(SHORT)));
  }

  @Test
  void connectsWhenAFullQueueHasRoom() throws Exception {
    fillQueue();
    CompletableFuture<String> line =
        CompletableFuture.supplyAsync(
            () -> {
              try (LineSocket socket = LineSocket.connect(path, LINE, Deadline.in(LONG))) {
                return socket.readLine(Deadline.in(LONG));
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    // The last one in the queue found no room: the waiting client has its place.
    for (int i = 0; i < inLine.size(); i++) {
      try (SocketChannel caller = server.accept()) {
        caller.write(ByteBuffer.wrap("you\n".getBytes(StandardCharsets.UTF_8)));
      }
    }
    assertEquals("you", line.join());
  }

  @Test
  void reportsAtOnceThatNobodyListens() throws Exception {
    server.close();
    assertThrows(ConnectException.class, () -> LineSocket.connect(path, LINE, Deadline.in(LONG)));
    Path none = folder.resolve("none");
    var gone =
        assertThrows(
            SocketException.class, () -> LineSocket.connect(none, LINE, Deadline.in(LONG)));
    assertTrue(gone.getMessage().contains("No such file"), gone.getMessage());
  }
}
