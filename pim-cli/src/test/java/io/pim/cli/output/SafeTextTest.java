package io.pim.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SafeTextTest {
  @Test
  void leavesTextAlone() {
    assertEquals("Größe: 5 µs, 日本", SafeText.line("Größe: 5 µs, 日本"));
  }

  @Test
  void removesSequencesThatMoveOrColour() {
    assertEquals("red end", SafeText.line("\u001b[1;31mred\u001b[0m\u001b[2J end"));
    assertEquals("ab", SafeText.line("a\u009b31mb"));
  }

  @Test
  void removesCommandsToTheTerminal() {
    assertEquals("ab", SafeText.line("a\u001b]0;title\u0007b"));
    assertEquals("ab", SafeText.line("a\u001b]52;c;aGk=\u001b\\b"));
    assertEquals("ab", SafeText.line("a\u001bP1$r\u001b\\b"));
  }

  @Test
  void masksOtherControlsAndReorderingMarks() {
    assertEquals("a?b?c", SafeText.line("a\u0000b\u202ec"));
    assertEquals("a?", SafeText.line("a\u001b"));
  }

  @Test
  void joinsLinesIntoOne() {
    assertEquals("a b c", SafeText.line("a\n  b\r\nc"));
  }

  @Test
  void keepsTextAfterACarriageReturn() {
    assertEquals("100%", SafeText.logLine(" 50%\r100%\r"));
    assertEquals("a        b", SafeText.logLine("a\tb"));
  }

  @Test
  void removesEveryMixtureOfSequences() {
    String[] pieces = {
      "\u001b",
      "[",
      "]",
      "P",
      "\\",
      "0",
      ";",
      "m",
      "\u0007",
      "\u009b",
      "\u009d",
      "\u009c",
      "\n",
      "\r",
      "\t",
      "\u202e",
      "\u2066",
      "\u061c",
      "\u2028",
      "a",
      " ",
      "\u001b[",
      "\u001b]0;",
      "\u0000",
      "\u007f"
    };
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Pattern raw = Pattern.compile("[\\p{Cc}\\u061c\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]");
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(16); n > 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      assertFalse(raw.matcher(SafeText.line(text.toString())).find(), "seed " + seed + ", " + i);
      assertFalse(raw.matcher(SafeText.logLine(text.toString())).find(), "seed " + seed + ", " + i);
    }
  }
}
