package io.pim.tools.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class QmpClientTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path folder;

  @Test
  void connectsAndExecutes() throws Exception {
    try (FakePeer peer =
            peer(
                c -> {
                  c.greet();
                  c.answer("{\"name\": \"x\"}");
                });
        QmpClient client = connect(LIMIT)) {
      assertEquals("x", client.execute("query-name", Map.of("a", 1), LIMIT).path("name").asText());
      assertTrue(peer.received().get(0).contains("qmp_capabilities"));
      assertTrue(peer.received().get(1).contains("\"arguments\":{\"a\":1}"));
    }
  }

  @Test
  void ignoresEventsAndLateReplies() throws Exception {
    assertAnswered(
        c -> {
          c.greet();
          c.say(
              "{\"event\": \"STOP\", \"data\": {\"why\": 1}}\n{\"return\": 1, \"id\": \"old\"}\n");
          c.answer("7");
        });
  }

  @Test
  void reportsWhenAndWhyTheGuestStops() throws Exception {
    try (FakePeer peer =
            peer(
                c -> {
                  c.greet();
                  c.say("{\"event\": \"RTC_CHANGE\"}\n{\"event\": \"SHUT");
                  c.say("DOWN\", \"data\": {\"reason\": \"guest-shutdown\"}}\n");
                  c.say("{\"event\": \"STOP\"}\n{\"event\": \"RTC_CHANGE\"}\n");
                  c.answer("7");
                });
        QmpClient client = connect(LIMIT)) {
      client.awaitStop(Duration.ofHours(1));

      assertEquals("guest-shutdown", client.shutdownReason());
      assertEquals(7, client.execute("x", Map.of(), LIMIT).asInt());
      assertEquals(2, peer.received().size());
    }
  }

  @Test
  void waitsNoLongerThanTheLimitForAStop() throws Exception {
    try (FakePeer peer =
            peer(
                c -> {
                  c.greet();
                  c.say("{\"event\": \"RTC_CHANGE\"}\n");
                  c.answer("7");
                });
        QmpClient client = connect(LIMIT)) {
      client.awaitStop(SHORT);

      assertEquals(7, client.execute("x", Map.of(), LIMIT).asInt());
      assertEquals(2, peer.received().size());
    }
  }

  @Test
  void doesNotWaitForAStopOfAnEndedQemu() throws Exception {
    try (FakePeer peer = peer(FakePeer.Conversation::greet);
        QmpClient client = connect(LIMIT)) {
      assertThrows(EOFException.class, () -> client.awaitStop(LIMIT));
      assertEquals(1, peer.received().size());
    }
  }

  @Test
  void joinsSplitMessages() throws Exception {
    assertAnswered(
        c -> {
          c.greet();
          c.hear();
          for (String piece : List.of("{\"retu", "rn\"", ": 7, \"id\": \"pim-2", "\"}\r", "\n")) {
            c.say(piece);
          }
        });
  }

  @Test
  void reportsWhatQemuRefuses() throws Exception {
    try (FakePeer peer =
            peer(
                c -> {
                  c.greet();
                  c.hear();
                  c.say("{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}}\n");
                });
        QmpClient client = connect(LIMIT)) {
      QmpException refused =
          assertThrows(QmpException.class, () -> client.execute("x", Map.of(), LIMIT));

      assertEquals("x: no (GenericError)", refused.getMessage());
      assertEquals("no", refused.description());
      assertEquals(2, peer.received().size());
    }
  }

  @Test
  void waitsNoLongerThanTheLimitForAGreeting() {
    assertConnectFails(SocketTimeoutException.class, FakePeer.Conversation::fallSilent, SHORT);
  }

  @Test
  void waitsNoLongerThanTheLimitForAReply() {
    assertFails(SocketTimeoutException.class, FakePeer.Conversation::fallSilent, SHORT);
  }

  @Test
  void aFloodOfEventsDoesNotBlockIt() {
    assertFails(
        SocketTimeoutException.class,
        c -> {
          while (true) {
            c.say("{\"event\": \"TICK\"}\n".repeat(1000));
          }
        },
        SHORT);
  }

  @Test
  void anEndlessLineDoesNotFillMemory() {
    assertFails(
        ProtocolException.class,
        c -> {
          while (true) {
            c.say("x".repeat(100_000));
          }
        });
  }

  @Test
  void aPeerThatNeverReadsDoesNotBlockIt() throws Exception {
    try (FakePeer peer =
            peer(
                c -> {
                  c.greet();
                  c.say("{}\n");
                  while (peerIsOpen()) {
                    Thread.onSpinWait();
                  }
                });
        QmpClient client = connect(LIMIT)) {
      Map<String, String> large = Map.of("a", "x".repeat(4 << 20));
      assertThrows(SocketTimeoutException.class, () -> client.execute("x", large, SHORT));
      open = false;
      assertEquals(1, peer.received().size());
    }
  }

  @Test
  void noticesThatThePeerHasDisconnected() {
    assertFails(EOFException.class, c -> c.say("{\"ret"));
    assertConnectFails(EOFException.class, c -> {});
  }

  @Test
  void refusesAnswersThatAreNotJson() {
    assertFails(ProtocolException.class, c -> c.say("hello\n"));
    assertFails(ProtocolException.class, c -> c.say("[1]\n"));
    assertFails(ProtocolException.class, c -> c.say("[".repeat(100_000) + "\n"));
    assertFails(ProtocolException.class, c -> c.say("{\"id\": \"pim-2\"}\n"));
    assertConnectFails(ProtocolException.class, c -> c.say("{\"hello\": 1}\n"));
  }

  @Test
  void failsAtOnceIfNobodyListens() {
    assertThrows(IOException.class, () -> connect(LIMIT));
  }

  @Test
  void endsWhenTheThreadIsInterrupted() throws Exception {
    try (FakePeer peer = peer(FakePeer.Conversation::fallSilent)) {
      Thread.currentThread().interrupt();

      assertThrows(IOException.class, () -> connect(LIMIT));

      assertTrue(Thread.interrupted());
      assertTrue(peer.received().isEmpty());
    }
  }

  private volatile boolean open = true;

  private boolean peerIsOpen() {
    return open;
  }

  private void assertAnswered(FakePeer.Behaviour behaviour) throws Exception {
    try (FakePeer peer = peer(behaviour);
        QmpClient client = connect(LIMIT)) {
      assertEquals(7, client.execute("x", Map.of(), LIMIT).asInt());
      assertEquals(2, peer.received().size());
    }
  }

  private void assertFails(Class<? extends IOException> how, FakePeer.Behaviour behaviour) {
    assertFails(how, behaviour, LIMIT);
  }

  private void assertFails(
      Class<? extends IOException> how, FakePeer.Behaviour behaviour, Duration limit) {
    try (FakePeer peer =
            peer(
                c -> {
                  c.greet();
                  c.hear();
                  behaviour.talk(c);
                });
        QmpClient client = connect(LIMIT)) {
      assertThrows(how, () -> client.execute("x", Map.of(), limit));
      assertTrue(peer.received().size() > 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void assertConnectFails(Class<? extends IOException> how, FakePeer.Behaviour behaviour) {
    assertConnectFails(how, behaviour, LIMIT);
  }

  private void assertConnectFails(
      Class<? extends IOException> how, FakePeer.Behaviour behaviour, Duration limit) {
    try (FakePeer peer = peer(behaviour)) {
      assertThrows(how, () -> connect(limit));
      assertTrue(peer.received().size() < 2);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private int peers;

  private FakePeer peer(FakePeer.Behaviour behaviour) throws IOException {
    peers++;
    return new FakePeer(socket(), behaviour);
  }

  private QmpClient connect(Duration limit) throws IOException {
    return QmpClient.connect(socket(), limit);
  }

  private Path socket() {
    return folder.resolve("qmp" + peers);
  }
}
