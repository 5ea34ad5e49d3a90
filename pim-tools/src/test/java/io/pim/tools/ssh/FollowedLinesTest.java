package io.pim.tools.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.tools.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FollowedLinesTest {
  private final List<String> reported = new ArrayList<>();

  private FollowedLines from(FollowedLines.Mark mark) {
    return from(mark, reported);
  }

  private static FollowedLines from(FollowedLines.Mark mark, List<String> reported) {
    return new FollowedLines(mark, line -> line.replace("secret", "[secret]"), reported::add);
  }

  private static void read(FollowedLines lines, byte[] all, int from, int to) {
    lines.add(Arrays.copyOfRange(all, from, to), to);
  }

  @Test
  void readsAnIncompleteLineAgain() {
    byte[] all = "one\nhalf whole\n".getBytes(StandardCharsets.UTF_8);
    FollowedLines before = from(FollowedLines.Mark.START);
    read(before, all, 0, 9);
    assertEquals(new FollowedLines.Mark(4, 0, List.of("one")), before.mark());

    FollowedLines after = from(before.mark());
    read(after, all, 4, all.length);
    after.end();

    assertEquals(List.of("one", "half whole"), reported);
    assertEquals(List.of("one", "half whole"), after.lastLines());
  }

  @Test
  void keepsTheLastTwentyLinesWithoutSecrets() {
    FollowedLines lines = from(FollowedLines.Mark.START);
    byte[] all = "a secret\n".repeat(30).getBytes(StandardCharsets.UTF_8);
    read(lines, all, 0, all.length);

    assertEquals(Collections.nCopies(20, "a [secret]"), lines.lastLines());
    assertEquals(lines.lastLines(), from(lines.mark()).lastLines());
    assertEquals("a secret", reported.get(0));
  }

  /** With any output and readers killed at any point, each line is reported once. */
  @Test
  void readersKilledAnywhereReportEachLineOnce() {
    Fuzz.run(200, 64 << 20, random -> killedAnywhere(output(random), random));
  }

  private static void killedAnywhere(byte[] all, RandomGenerator random) {
    List<String> expected = new ArrayList<>();
    FollowedLines whole = from(FollowedLines.Mark.START, expected);
    read(whole, all, 0, all.length);
    whole.end();

    List<String> reported = new ArrayList<>();
    FollowedLines reader = from(FollowedLines.Mark.START, reported);
    int at = 0;
    int furthest = 0;
    while (at < all.length) {
      // Each reader gets further than all before it; otherwise this would never end.
      furthest = Math.min(all.length, furthest + 1 + random.nextInt(3000));
      read(reader, all, at, furthest);
      at = furthest;
      if (at < all.length && random.nextInt(3) == 0) {
        FollowedLines.Mark mark = reader.mark();
        reader = from(mark, reported);
        at = Math.toIntExact(mark.offset());
      }
    }
    reader.end();

    assertEquals(expected, reported);
    assertEquals(whole.lastLines(), reader.lastLines());
  }

  private static byte[] output(RandomGenerator random) {
    List<String> parts =
        List.of("word ", "\n", "\r", "\r\n", "x".repeat(5000), "\u001b[1m", "\u001b", "é", "😀");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append(parts.get(random.nextInt(parts.size())));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
