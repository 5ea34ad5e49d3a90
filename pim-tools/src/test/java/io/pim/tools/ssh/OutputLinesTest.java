package io.pim.tools.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputLinesTest {
  private static List<String> lines(byte[] bytes, int chunk) {
    List<String> result = new ArrayList<>();
    OutputLines lines = new OutputLines(result::add);
    for (int at = 0; at < bytes.length; at += chunk) {
      lines.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + chunk)));
    }
    lines.end();
    return result;
  }

  private static List<String> lines(String text) {
    return lines(text.getBytes(StandardCharsets.UTF_8), 1);
  }

  @Test
  void joinsCharactersSplitBetweenChunks() {
    assertEquals(List.of("Grüße 😀", "ende"), lines("Grüße 😀\nende"));
  }

  @Test
  void removesEscapeSequencesAndControls() {
    assertEquals(
        List.of("red plain", "title", "a b", ""),
        lines("\u001b[1;31mred\u001b[0m plain\n\u001b]0;evil\u0007title\na\tb\u0000\u0008\n\n"));
    assertEquals(List.of("ab"), lines("a\u202eb"));
  }

  @Test
  void aProgressBarLeavesItsLastState() {
    assertEquals(List.of("100%", "crlf"), lines("10%\r50%\r\u001b[K100%\ncrlf\r\n"));
  }

  @Test
  void replacesInvalidUtf8AndLosesNothing() {
    assertEquals(List.of("a\ufffdb"), lines(new byte[] {'a', (byte) 0xff, 'b'}, 1));
    assertEquals(List.of("\ufffd"), lines(new byte[] {(byte) 0xe2, (byte) 0x82}, 1));
  }

  @Test
  void splitsLongLines() {
    List<String> split = lines("x".repeat(10_000));
    assertEquals(List.of(4096, 4096, 1808), split.stream().map(String::length).toList());
  }

  /** Any split of garbage gives the same, harmless lines. */
  @Test
  void chunksMakeNoDifference() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      byte[] garbage = new byte[random.nextInt(5000)];
      random.nextBytes(garbage);
      List<String> whole = lines(garbage, Math.max(1, garbage.length));
      assertEquals(whole, lines(garbage, 1 + random.nextInt(9)));
      assertTrue(whole.stream().noneMatch(l -> l.chars().anyMatch(c -> c < ' ' || c == 0x7f)));
    }
  }
}
