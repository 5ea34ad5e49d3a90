package io.pim.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SafeTextTest {
  @Test
  void leavesTextAlone() {
    assertEquals("Größe: 5 µs, 日本", SafeText.line("Größe: 5 µs, 日本"));
  }

  @Test
  void takesOutWhatMovesOrColours() {
    assertEquals("red end", SafeText.line("\u001b[1;31mred\u001b[0m\u001b[2J end"));
    assertEquals("ab", SafeText.line("a\u009b31mb"));
  }

  @Test
  void takesOutWhatIsMeantForTheTerminalItself() {
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
  void makesOneLineOfMany() {
    assertEquals("a b c", SafeText.line("a\n  b\r\nc"));
  }

  @Test
  void keepsWhatACarriageReturnLeftStanding() {
    assertEquals("100%", SafeText.logLine(" 50%\r100%\r"));
    assertEquals("a        b", SafeText.logLine("a\tb"));
  }
}
