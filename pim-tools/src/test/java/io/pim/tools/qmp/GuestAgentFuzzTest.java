package io.pim.tools.qmp;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.fuzz.Fuzz;
import io.pim.tools.fuzz.Mutations;
import io.pim.tools.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every reply of an agent leads to an answer, an IOException, or the result that there is no agent.
 */
class GuestAgentFuzzTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long MOST_BYTES = 64 << 20;
  private static final int MOST_WORDS = 2000;

  private static final Mutations MUTATIONS =
      Mutations.ofJson(
          "\u00ff{\"return\": 7}\n",
          "{\"return\": {}, \"id\": \"guest-ping\"}\n",
          "{\"return\": {\"exited\": false}}\n",
          "\"signal\": 9, ",
          "\"signal\": 2147483647, ",
          "\"error\": {\"desc\": \"" + "no".repeat(5000) + "\"}, ",
          "!!!",
          "=",
          "4294967296");

  private static final List<Talk> TALKS =
      List.of(
          talk(
              GuestAgent::osInfo,
              "{\"return\": {\"id\": \"debian\", \"pretty-name\": \"Debian 12\"},"
                  + " \"id\": \"guest-get-osinfo\"}\n"),
          talk(
              GuestAgent::networkInterfaces,
              "{\"return\": [{\"name\": \"eth0\", \"hardware-address\": \"52:54\","
                  + " \"ip-addresses\": [{\"ip-address\": \"10.0.2.15\", \"prefix\": 24}]}]}\n"),
          talk(GuestAgent::freeze, "{\"return\": 2, \"id\": \"guest-fsfreeze-freeze\"}\n"),
          talk(
              agent -> executed(agent.exec(List.of("/bin/x", "a"), Duration.ZERO)),
              "{\"return\": {\"pid\": 9}, \"id\": \"guest-exec\"}\n"
                  + "{\"return\": {\"exited\": true, \"exitcode\": 3, \"out-data\": \"aGk=\","
                  + " \"err-data\": \"aGk=\"}, \"id\": \"guest-exec-status\"}\n"));

  private record Talk(Question question, String honest) {}

  private interface Question {
    Object ask(GuestAgent agent) throws IOException, InterruptedException;
  }

  private static Talk talk(Question question, String honest) {
    return new Talk(question, honest);
  }

  private static GuestExec executed(GuestExec exec) {
    assertTrue(exec.exitCode() >= 0 && exec.exitCode() <= 255, exec.toString());
    return exec;
  }

  @TempDir Path folder;
  private volatile byte[] says = {};
  private volatile boolean liesAtOnce;
  private int absent;
  private int answered;
  private int failed;

  @Test
  void acceptsHonestAnswers() throws Exception {
    try (FakePeer peer = peer()) {
      for (Talk talk : TALKS) {
        ask(talk, talk.honest().getBytes(StandardCharsets.UTF_8));
      }
      assertTrue(answered == TALKS.size() && peer.received().size() > answered);
    }
  }

  @Test
  void everyMutationIsAnAnswerOrADeclaredFailure() throws IOException {
    try (FakePeer peer = peer()) {
      Fuzz.run(1500, MOST_BYTES, this::round);
      if (Fuzz.isWhole()) {
        String counts = absent + " absent, " + failed + " failed, " + answered + " answered";
        assertTrue(absent > 20 && failed > 300 && answered > 50, counts);
        assertTrue(peer.received().size() > answered);
      }
    }
  }

  /** PIM would exit with 0 for 256. */
  @Test
  void anExitStatusIsOneByte() throws Exception {
    Talk talk = TALKS.get(3);
    String conversation = talk.honest().replace("\"exitcode\": 3", "\"exitcode\": 256");
    try (FakePeer peer = peer()) {
      assertThrows(
          ProtocolException.class, () -> ask(talk, conversation.getBytes(StandardCharsets.UTF_8)));
      Await.until("it has asked for the status", () -> peer.received().size() >= 2);
    }
  }

  private void round(RandomGenerator random) throws InterruptedException {
    Talk talk = TALKS.get(random.nextInt(TALKS.size()));
    liesAtOnce = random.nextInt(10) == 0;
    try {
      ask(talk, MUTATIONS.of(talk.honest().getBytes(StandardCharsets.UTF_8), random));
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).length() < MOST_WORDS, "the message is too long");
      failed++;
    }
  }

  private void ask(Talk talk, byte[] conversation) throws IOException, InterruptedException {
    says = conversation;
    Optional<GuestAgent> found = GuestAgent.connect(folder.resolve("ga"), LIMIT, LIMIT);
    if (found.isEmpty()) {
      absent++;
      return;
    }
    try (GuestAgent agent = found.get()) {
      talk.question().ask(agent);
      answered++;
    }
  }

  /** Reports the correct ID of the first command, or not even that. */
  private FakePeer peer() throws IOException {
    return new FakePeer(
        folder.resolve("ga"),
        c -> {
          byte[] now = says;
          String id = c.hear().replaceAll(".*\"id\":(\\d+)\\}.*", "$1");
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          all.write(0xff);
          if (!liesAtOnce) {
            all.writeBytes(("{\"return\": " + id + "}\n").getBytes(StandardCharsets.UTF_8));
          }
          all.writeBytes(now);
          c.say(all.toByteArray());
          c.sayNoMore();
        });
  }
}
