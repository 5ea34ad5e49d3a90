package io.pim.worker.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.model.unit.ListenAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeTest {
  @Test
  void readsSamples() throws Exception {
    Scrape scrape =
        Scrape.read("# HELP a it\n# TYPE a gauge\na{b=\"c\",d=\"e\\\"f\",} 1.5\ng +Inf\nh NaN\n");
    assertEquals(1.5, scrape.sum("a", Map.of("b", "c", "d", "e\\\"f")));
    assertEquals(0, scrape.sum("a", Map.of("b", "d")));
    assertEquals(Double.POSITIVE_INFINITY, scrape.sum("g", Map.of()));
    assertEquals(Set.of("a", "g"), scrape.names());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a{b=c} 1", "a{b=\"c\" 1", "a{b=\"c\";d=\"e\"} 1", "1a 1", "a x"})
  void refusesOtherText(String text) {
    assertThrows(IOException.class, () -> Scrape.read(text));
  }

  /** A server that begins an answer and never ends it. Its thread ends with the connection. */
  private static ServerSocket endless(String more) throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> serve(server, more), "endless");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private static void serve(ServerSocket server, String more) {
    try (Socket client = server.accept()) {
      OutputStream out = client.getOutputStream();
      out.write(
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n\r\na 1\n"
              .getBytes(StandardCharsets.US_ASCII));
      while (!more.isEmpty()) {
        out.write(more.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      // The client closes.
      int end = client.getInputStream().readAllBytes().length;
      assertEquals(0, end);
    } catch (IOException e) {
      // The client has closed.
    }
  }

  /** A silent server, a slow one, and one that sends too much. */
  @ParameterizedTest
  @ValueSource(strings = {"", "a 1\n", "flood"})
  @Timeout(120)
  void abandonsAnAnswerWithoutAnEnd(String kind) throws Exception {
    String more = kind.equals("flood") ? "a 1\n".repeat(1 << 20) : kind;
    Duration limit = kind.equals("flood") ? Duration.ofSeconds(60) : Duration.ofMillis(500);
    try (ServerSocket server = endless(more)) {
      ListenAddress address = new ListenAddress(ListenAddress.LOOPBACK, server.getLocalPort());
      assertThrows(IOException.class, () -> Scrape.of(address, limit));
    }
  }
}
