package io.pim.workflows.visibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.BuildId;
import io.pim.model.plan.StepKind;
import io.pim.model.unit.Architecture;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.StepState;
import io.pim.workflows.message.StepStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Texts of guests and messages stay plain text everywhere in the Web UI. */
class BuildDetailsTest {
  /** Pieces of CommonMark's syntax and of GitHub's extensions, to combine. */
  private static final List<String> PIECES =
      List.of(
          "~",
          "~~~",
          "~~~~~~~",
          "`",
          "```",
          "\n",
          "\r",
          "\r\n",
          " ",
          "    ",
          "\t",
          "|",
          "\\",
          "\\\\",
          "<",
          ">",
          "<b>",
          "<!--",
          "<script>",
          "&lt;",
          "&#x3c;",
          "[",
          "](",
          "](http://x)",
          "![",
          "[x]: http://x\n",
          ")",
          "*",
          "**",
          "_",
          "__",
          "#",
          "\n# ",
          "\n---\n",
          "\n===\n",
          "- ",
          "1. ",
          "2) ",
          "+ ",
          "> ",
          "http://x.y",
          "HTTPS://x.y",
          "www.x.y",
          "ftp://x",
          "mailto:a@b.c",
          "a@b.c",
          "word",
          "1",
          "\u0000",
          "\u001b[31m",
          "\u202e",
          "\u2028",
          "\u0085",
          "$",
          "^",
          "!",
          ":",
          "=");

  private static BuildStatus status(FailureReport failure, String note) {
    return new BuildStatus(
        new BuildId("web-x86_64-20260102-030405"),
        "web",
        Architecture.X86_64,
        BuildState.HELD,
        "install",
        "host-1",
        Instant.EPOCH,
        List.of(
            new StepStatus(
                "install",
                StepKind.INSTALL,
                Optional.empty(),
                StepState.FAILED,
                Optional.empty(),
                Optional.empty(),
                note)),
        Optional.of(failure),
        Optional.empty());
  }

  private static FailureReport report(String text, List<String> lines) {
    return new FailureReport(FailureKind.SCRIPT_FAILED, text, text, text, text, lines);
  }

  @Test
  void sevenTildesDoNotCloseTheFence() {
    String text = BuildDetails.render(status(report("x", List.of("~~~~~~~", "# free")), ""));
    assertTrue(text.contains("\n~~~~~~~~\n~~~~~~~\n# free\n~~~~~~~~\n"), text);
  }

  @Test
  void showsPlainTextUnchanged() {
    assertEquals(
        "exit status 1, of 3 (see /var/log/x.log)",
        Markdown.text("exit status 1, of 3 (see /var/log/x.log)"));
    assertEquals("pim build retry web-1", Markdown.text("pim build retry web-1"));
    assertEquals("`/tmp/a b`", Markdown.code("/tmp/a b"));
    assertEquals("`` a`b ``", Markdown.code("a`b"));
    assertEquals("~~~~\nx\n~~~~\n", Markdown.fenced(List.of("x")));
  }

  @RepeatedTest(400)
  void escapesMarkdownFromOutside() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String hostile = words(random, 12);
    List<String> lines = IntStream.range(0, 4).mapToObj(i -> words(random, 8)).toList();
    String text = BuildDetails.render(status(report(hostile, lines), hostile));
    assertEquals(
        shape(BuildDetails.render(status(report("x", List.of("x")), "x"))),
        shape(text),
        () -> "seed " + seed + "\n" + text);
    assertFalse(text.matches("(?s).*[\\p{Cc}&&[^\\n\\t]].*"), () -> "seed " + seed);
    assertFalse(text.contains("\u202e"));
  }

  /** Never blank, because PIM leaves out an empty part. */
  private static String words(Random random, int most) {
    return "x"
        + IntStream.range(0, random.nextInt(most))
            .mapToObj(i -> PIECES.get(random.nextInt(PIECES.size())))
            .collect(Collectors.joining());
  }

  /**
   * The view of a CommonMark reader: the kind of each block, and everything in it that is not plain
   * text. It follows the specification, not PIM's way to escape.
   */
  private static List<String> shape(String text) {
    List<String> shape = new ArrayList<>();
    String fence = "";
    for (String line : text.split("\n", -1)) {
      Matcher tildes = Pattern.compile("^ {0,3}(~{3,})(.*)$").matcher(line);
      if (!fence.isEmpty()) {
        boolean closes =
            tildes.matches()
                && tildes.group(1).length() >= fence.length()
                && tildes.group(2).isBlank();
        fence = closes ? "" : fence;
        if (closes) {
          shape.add("code block");
        }
      } else if (tildes.matches()) {
        fence = tildes.group(1);
      } else {
        shape.add(block(line) + inline(line));
      }
    }
    return shape;
  }

  private static String block(String line) {
    if (line.isBlank()) {
      return "blank";
    }
    Matcher start =
        Pattern.compile("^ {0,3}(#{1,6} |[-+*>=]|\\d{1,9}[.)] |<|\\[[^]]*]:|\\t| {4}|`{3}|\\|)")
            .matcher(line);
    return start.find() ? start.group(1) : "text";
  }

  /** Code spans as such, then everything that has a meaning despite backslashes. */
  private static String inline(String line) {
    StringBuilder active = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\'
          && i + 1 < line.length()
          && "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".indexOf(line.charAt(i + 1)) >= 0) {
        i++;
      } else if (c == '`') {
        int run = run(line, i);
        int end = closing(line, i + run, run);
        active.append(end < 0 ? "`" : "code ");
        i = end < 0 ? i + run - 1 : end + run - 1;
      } else if ("*_<>&[]~|#@".indexOf(c) >= 0) {
        active.append(c);
      } else if (line.substring(i).matches("(?i)(https?://|ftp://|www\\.|mailto:|xmpp:).*")) {
        active.append("link");
      }
    }
    return " " + active;
  }

  private static int run(String line, int from) {
    int end = from;
    while (end < line.length() && line.charAt(end) == '`') {
      end++;
    }
    return end - from;
  }

  private static int closing(String line, int from, int length) {
    for (int i = from; i < line.length(); i++) {
      if (line.charAt(i) == '`') {
        int run = run(line, i);
        if (run == length) {
          return i;
        }
        i += run - 1;
      }
    }
    return -1;
  }
}
