package io.pim.tools.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class GuestAgentTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path folder;

  @Test
  void skipsTheRemainsOfEarlierConversations() throws Exception {
    try (FakePeer peer =
            peer(
                c -> {
                  c.say("{\"return\": 5}\n\u00ff{\"return\": 6}\n{\"half");
                  synchronise(c);
                  c.answer("2");
                });
        GuestAgent agent = connect()) {
      assertEquals(2, agent.freeze());
      assertTrue(peer.received().get(0).startsWith("\u00ff"));
    }
  }

  @Test
  void freezesAndThaws() throws Exception {
    try (FakePeer peer =
            peer(
                c -> {
                  synchronise(c);
                  c.answer("2");
                  c.answer("2");
                });
        GuestAgent agent = connect()) {
      assertEquals(2, agent.freeze());
      assertEquals(2, agent.thaw());
      assertTrue(peer.received().get(1).contains("guest-fsfreeze-freeze"));
    }
  }

  @Test
  void readsSystemAndInterfaces() throws Exception {
    try (FakePeer peer =
            peer(
                c -> {
                  synchronise(c);
                  c.answer("{\"id\": \"debian\", \"pretty-name\": \"Debian 12\"}");
                  c.answer(
                      "[{\"name\": \"lo\"}, {\"name\": \"eth0\", \"hardware-address\": \"52:54\","
                          + " \"ip-addresses\": [{\"ip-address\": \"10.0.2.15\"}]}]");
                });
        GuestAgent agent = connect()) {
      assertEquals(new GuestOs("debian", "Debian 12", "", ""), agent.osInfo());
      assertEquals(
          new GuestInterface("eth0", "52:54", List.of("10.0.2.15")),
          agent.networkInterfaces().get(1));
      assertEquals(3, peer.received().size());
    }
  }

  @Test
  void runsAProgramToItsEnd() throws Exception {
    try (FakePeer peer =
            peer(
                c -> {
                  synchronise(c);
                  c.answer("{\"pid\": 9}");
                  c.answer("{\"exited\": false}");
                  c.answer("{\"exited\": true, \"exitcode\": 3, \"out-data\": \"aGk=\"}");
                });
        GuestAgent agent = connect()) {
      assertEquals(new GuestExec(3, "hi", ""), agent.exec(List.of("/bin/x", "a"), LIMIT));
      assertTrue(peer.received().get(2).contains("\"pid\":9"));
    }
  }

  @Test
  void expectsNoReplyToAShutdown() throws Exception {
    try (FakePeer peer =
            peer(
                c -> {
                  synchronise(c);
                  c.fallSilent();
                });
        GuestAgent agent = connect()) {
      agent.shutdown();
      while (peer.received().size() < 2) {
        Thread.onSpinWait();
      }
      assertTrue(peer.received().get(1).contains("guest-shutdown"));
    }
  }

  @Test
  void anAbsentAgentIsNotAnError() throws Exception {
    assertTrue(GuestAgent.connect(socket(), SHORT, LIMIT).isEmpty());
    try (FakePeer peer = peer(FakePeer.Conversation::fallSilent)) {
      // On a busy host, the time may be over before a word arrives.
      while (peer.received().isEmpty()) {
        assertTrue(GuestAgent.connect(socket(), SHORT, LIMIT).isEmpty());
      }
      assertTrue(peer.received().stream().allMatch(said -> said.contains("guest-sync")));
    }
  }

  @Test
  void aGuestThatTalksWithoutEndIsNotAnAgent() throws Exception {
    try (FakePeer peer =
        peer(
            c -> {
              while (true) {
                c.say("\u00ff{\"return\": 1}\n".repeat(500));
              }
            })) {
      assertTrue(GuestAgent.connect(socket(), SHORT, LIMIT).isEmpty());
      assertTrue(peer.received().isEmpty());
    }
  }

  @Test
  void refusesALyingAgent() throws Exception {
    try (FakePeer peer =
            peer(
                c -> {
                  synchronise(c);
                  c.hear();
                  c.say("{\"return\": 2, \"id\": \"other\"}\n");
                });
        GuestAgent agent = connect()) {
      assertThrows(ProtocolException.class, agent::freeze);
      assertEquals(2, peer.received().size());
    }
  }

  private static void synchronise(FakePeer.Conversation conversation) throws IOException {
    String line = conversation.hear();
    String id = line.replaceAll(".*\"arguments\":\\{\"id\":(\\d+)\\}.*", "$1");
    conversation.say("\u00ff{\"return\": " + id + ", \"id\": \"sync\"}\n");
  }

  private FakePeer peer(FakePeer.Behaviour behaviour) throws IOException {
    return new FakePeer(socket(), behaviour);
  }

  private GuestAgent connect() {
    return GuestAgent.connect(socket(), LIMIT, LIMIT).orElseThrow();
  }

  private Path socket() {
    return folder.resolve("ga");
  }
}
