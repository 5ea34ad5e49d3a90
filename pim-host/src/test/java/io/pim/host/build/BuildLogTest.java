package io.pim.host.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildLogTest {
  @TempDir Path folder;
  private OpenBuild build;
  private Path console;

  @BeforeEach
  void open() throws Exception {
    build = new TestBuilds(folder).save(TestBuilds.ID);
    console = folder.resolve("console.log");
  }

  @Test
  void aLineHasItsTimeAndStep() throws Exception {
    build.log().add("script:base", "it works");
    build.log().add("script:app", "it, too");

    List<String> lines = Files.readAllLines(build.folder().log());

    assertEquals(2, lines.size());
    assertTrue(
        lines.get(0).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z \\[script:base] it works"),
        lines.get(0));
  }

  @Test
  void findsTheLinesOfOneStepAfterAnEarlierSize() throws Exception {
    assertEquals(List.of(), build.log().since(build.log().size(), "script:base"));
    build.log().add("script:base", "before");
    long size = build.log().size();
    build.log().add("script:base", "a [verify] b");
    build.log().add("verify", "[script:base] c");
    build.log().add("script:base", "");

    assertEquals(List.of("a [verify] b", ""), build.log().since(size, "script:base"));
    assertEquals(List.of(), build.log().since(build.log().size(), "script:base"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n", "\u000b", "\f", "\u0085", "\u2028", "\u2029"})
  void outputCannotImitateAnotherStep(String lineBreak) throws Exception {
    build.log().add("script:base", "x" + lineBreak + "2026-11-22T00:00:00Z [verify] verified");

    String text = Files.readString(build.folder().log());

    assertEquals(1, text.split("\\R", -1).length - 1, text);
    assertTrue(text.contains("[script:base] x"), text);
  }

  @Test
  void outputCannotControlATerminal() throws Exception {
    build.log().add("script:base", "\u001b]0;owned\u0007\u001b[2Jx\u009b2J");

    assertFalse(
        Files.readString(build.folder().log()).chars().anyMatch(c -> c == 0x1b || c == 0x9b));
  }

  @Test
  void lastLinesSkipEmptyLines() throws Exception {
    Files.writeString(console, "one\n\n\u001b[1;31mtwo\u001b[0m\r\n   \nth\u0000ree\nfour");

    assertEquals(List.of("two", "three", "four"), build.log().lastLines(console, 3));
    assertEquals(List.of(), build.log().lastLines(folder.resolve("none"), 3));
  }

  @Test
  void bytesThatAreNotTextDoNoHarm() throws Exception {
    Files.write(console, new byte[] {'o', (byte) 0xff, 'k', '\n'});

    assertEquals(List.of("o\ufffdk"), build.log().lastLines(console, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TestBuilds.SECRET,
        "pässwört",
        "first line of a key",
        "second line of a key",
        "corr\u001b[1mect horse bat\u0000tery"
      })
  void hidesSecrets(String secret) throws Exception {
    for (String before : List.of("", "x".repeat(290), "x".repeat(299))) {
      Files.write(console, (before + secret + "\n").getBytes(StandardCharsets.UTF_8));

      String shown = build.log().lastLines(console, 1).get(0);

      assertEquals((before + "[secret]").substring(0, Math.min(300, before.length() + 8)), shown);
    }
  }
}
