package io.pim.tools.qmp;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.fuzz.Fuzz;
import io.pim.tools.fuzz.Mutations;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything from a monitor's socket leads to an answer or an IOException. */
class QmpFuzzTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long MOST_BYTES = 64 << 20;
  private static final int MOST_WORDS = 2000;

  private static final Mutations MUTATIONS =
      Mutations.ofJson(
          "{\"event\": \"STOP\", \"data\": {\"reason\": 1}}\n",
          "{\"event\": null}\n",
          "{\"return\": {}, \"id\": \"pim-2\"}\n",
          "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}}\n",
          "\"error\": {\"desc\": \"" + "no".repeat(5000) + "\"}, ",
          "pim-3",
          "/peripheral/disk/",
          "layer-0-file");

  private static final String NODES =
      "[{\"node-name\": \"layer-0\", \"file\": \"json:{}\"},"
          + " {\"node-name\": \"layer-0-file\", \"file\": \"/work/a.qcow2\"},"
          + " {\"node-name\": \"old-file\", \"file\": \"/work/b.qcow2\"}]";
  private static final String BLOCK =
      "[{\"qdev\": \"/machine/peripheral/disk/virtio-backend\","
          + " \"inserted\": {\"node-name\": \"layer-0\"}}, {\"qdev\": \"cd\"}]";
  private static final String STATS =
      "[{\"stats\": {\"rd_bytes\": 5, \"wr_bytes\": 6, \"rd_operations\": 7,"
          + " \"wr_operations\": 8}}]";
  private static final String CHANNELS =
      "[{\"label\": \"agent\", \"frontend-open\": true, \"filename\": \"unix:a\"}]";

  private static final List<Talk> TALKS =
      List.of(
          talk(Monitor::queryName, "{\"name\": \"vm\"}"),
          talk(Monitor::queryStatus, "{\"status\": \"running\", \"running\": true}"),
          talk(Monitor::blockStats, STATS),
          talk(monitor -> monitor.isOpenInGuest("agent"), CHANNELS),
          talk(monitor -> monitor.activeDisk("disk"), NODES, BLOCK),
          talk(
              monitor -> {
                monitor.snapshotTo("disk", Path.of("/work/b.qcow2"));
                return "done";
              },
              NODES,
              BLOCK,
              BLOCK,
              NODES,
              "{}",
              "{}",
              "{}"));

  /** A question to QEMU, and everything that an honest QEMU sends from its greeting on. */
  private record Talk(Question question, String honest) {}

  private interface Question {
    Object ask(Monitor monitor) throws IOException;
  }

  private static Talk talk(Question question, String... results) {
    StringBuilder honest = new StringBuilder("{\"QMP\": {\"version\": {}}}\r\n");
    honest.append("{\"return\": {}, \"id\": \"pim-1\"}\r\n");
    for (int i = 0; i < results.length; i++) {
      String id = "pim-" + (i + 2);
      honest.append("{\"return\": " + results[i] + ", \"id\": \"" + id + "\"}\r\n");
    }
    return new Talk(question, honest.toString());
  }

  @TempDir Path folder;
  private volatile byte[] says = {};
  private volatile int torn;
  private int answered;
  private int failed;

  @Test
  void acceptsHonestAnswers() throws IOException {
    try (FakePeer peer = peer()) {
      for (Talk talk : TALKS) {
        ask(talk, talk.honest().getBytes(StandardCharsets.UTF_8), 10);
      }
      assertTrue(answered == TALKS.size() && peer.received().size() > answered);
    }
  }

  @Test
  void everyMutationIsAnAnswerOrADeclaredFailure() throws IOException {
    try (FakePeer peer = peer()) {
      Fuzz.run(1500, MOST_BYTES, this::round);
      if (Fuzz.isWhole()) {
        assertTrue(failed > 300 && answered > 20, failed + " failed, " + answered + " answered");
        assertTrue(peer.received().size() > answered);
      }
    }
  }

  @Test
  void refusesAnImpossibleFileName() {
    assertThrows(ProtocolException.class, () -> askForDisk("/work/a.qcow2", "\\u0000"));
  }

  @Test
  void shortensALongMessage() {
    String error = "\"error\": {\"desc\": \"" + "no".repeat(5000) + "\"}, \"id\": \"pim-2\"";
    QmpException refused =
        assertThrows(QmpException.class, () -> askForDisk("\"id\": \"pim-2\"", error));
    assertTrue(refused.getMessage().length() < MOST_WORDS, "a message of its size");
  }

  private void askForDisk(String honest, String instead) throws IOException {
    Talk talk = TALKS.get(4);
    try (FakePeer peer = peer()) {
      String conversation = talk.honest().replace(honest, instead);
      ask(talk, conversation.getBytes(StandardCharsets.UTF_8), 0);
      assertTrue(peer.received().isEmpty(), "PIM sent the command");
    }
  }

  private void round(RandomGenerator random) throws IOException {
    Talk talk = TALKS.get(random.nextInt(TALKS.size()));
    byte[] mutant = MUTATIONS.of(talk.honest().getBytes(StandardCharsets.UTF_8), random);
    try {
      ask(talk, mutant, random.nextInt(mutant.length + 1));
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).length() < MOST_WORDS, "a message of its size");
      failed++;
    }
  }

  private void ask(Talk talk, byte[] conversation, int tornAt) throws IOException {
    torn = tornAt;
    says = conversation;
    try (Monitor monitor = Monitor.connect(folder.resolve("qmp"), LIMIT)) {
      talk.question().ask(monitor);
      answered++;
    }
  }

  private FakePeer peer() throws IOException {
    return new FakePeer(
        folder.resolve("qmp"),
        c -> {
          byte[] now = says;
          int half = Math.min(torn, now.length);
          c.say(Arrays.copyOf(now, half));
          c.say(Arrays.copyOfRange(now, half, now.length));
          c.sayNoMore();
        });
  }
}
