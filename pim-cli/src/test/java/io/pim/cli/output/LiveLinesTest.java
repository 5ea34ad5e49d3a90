package io.pim.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveLinesTest {
  private static final String UP_2 = "\u001b[2A\u001b[J";

  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text, true);
  private final Terminal terminal =
      Terminal.of(Map.of(Terminal.VARIABLE, "24x40", "TERM", "xterm"), out, out);
  private final AtomicLong now = new AtomicLong();
  private final LiveLines lines = new LiveLines(terminal.output(), terminal::err, now::get);

  @Test
  void redrawsInPlace() {
    lines.draw(List.of("a", "b"));
    lines.draw(List.of("c"));
    assertEquals("a\nb\n" + UP_2 + "c\n", text.toString());
  }

  @Test
  void keepsMessagesAboveTheLiveLines() {
    lines.draw(List.of("a", "b"));
    lines.say("done\u001b[2J");
    lines.clear();
    assertEquals("a\nb\n" + UP_2 + "done\na\nb\n" + UP_2, text.toString());
  }

  @Test
  void drawsBelowLinesThatWereLeft() {
    lines.draw(List.of("a", "b"));
    lines.leave();
    lines.draw(List.of("c"));
    assertEquals("a\nb\nc\n", text.toString());
  }

  @Test
  void limitsHowOftenItDraws() {
    lines.drawNowAndThen(() -> List.of("first"));
    lines.drawNowAndThen(() -> List.of("too soon"));
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
    lines.drawNowAndThen(() -> List.of("next"));
    assertEquals("first\n\u001b[1A\u001b[Jnext\n", text.toString());
  }

  @Test
  void drawsNothingIfItCannotRedraw() {
    LiveLines file = LiveLines.onOutput(Terminal.of(Map.of(), out, out));
    file.draw(List.of("a"));
    file.drawNowAndThen(() -> List.of("b"));
    file.say("said");
    file.clear();
    assertEquals("said\n", text.toString());
  }

  @Test
  void cutsLinesToTheTerminalsWidth() {
    assertEquals("x".repeat(39), lines.clipped("x".repeat(50)));
  }
}
