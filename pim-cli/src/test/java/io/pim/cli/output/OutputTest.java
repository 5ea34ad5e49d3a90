package io.pim.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTest {
  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text, true);

  @ParameterizedTest
  @CsvSource({
    "PT-1S,0.0s",
    "PT0.45S,0.4s",
    "PT9.99S,9.9s",
    "PT59S,59s",
    "PT185S,3m05s",
    "PT2H14M,2h14m",
    "PT49H,49h00m"
  })
  void writesDurations(Duration duration, String shown) {
    assertEquals(shown, ForPeople.duration(duration));
  }

  @Test
  void writesSizesAndCounts() {
    assertEquals("0B", ForPeople.size(0));
    assertEquals("1.5G", ForPeople.size(3L << 29));
    assertEquals("1 build", ForPeople.count(1, "build"));
    assertEquals("0 builds", ForPeople.count(0, "build"));
  }

  @Test
  void alignsTables() {
    new Table("A", "LONGER", "C").row("one", "", "x\u001b[31my").row("fourth", 2, "").print(out);
    assertEquals(
        """
        A       LONGER  C
        one     -       xy
        fourth  2       -
        """,
        text.toString());
  }

  @Test
  void fitsTablesToTerminalsWithoutCuttingIds() {
    Table table = new Table("BUILD", "STATE", "NOTE").row("b".repeat(30), "held", "n".repeat(40));
    table.print(Terminal.of(Map.of("PIM_TERMINAL", "24x60", "TERM", "xterm"), out, out));
    assertEquals(
        "b".repeat(30) + "  held   " + "n".repeat(20) + "…",
        text.toString().lines().skip(1).findFirst().orElseThrow());
    text.getBuffer().setLength(0);
    table.print(Terminal.of(Map.of("PIM_TERMINAL", "24x40", "TERM", "xterm"), out, out));
    assertTrue(text.toString().contains("b".repeat(30) + "  held   nnnnnnn…"), text.toString());
    text.getBuffer().setLength(0);
    table.print(Terminal.of(Map.of(), out, out));
    assertTrue(text.toString().contains("n".repeat(40)), "a file gets the complete text");
  }

  @ParameterizedTest
  @CsvSource({
    "PT5S,just now",
    "PT3M10S,3 min ago",
    "PT5H,5 h ago",
    "PT47H,47 h ago",
    "P12D,12 days ago",
    "PT-1H,just now"
  })
  void writesHowLongAgo(Duration passed, String shown) {
    Instant now = Instant.parse("2026-11-23T12:00:00Z");
    assertEquals(shown, ForPeople.ago(now.minus(passed), now));
  }

  @Test
  void quietPrintsOnlyResultsAndErrors() {
    Terminal terminal = Terminal.of(Map.of(), out, out);
    terminal.err().println("on the way");
    terminal.hush();
    terminal.err().println("unheard");
    new ErrorPrinter(terminal).print(Complaint.of(1, "It broke."));
    assertEquals("on the way\npim: It broke.\n", text.toString());
  }

  @Test
  void escapesJsonForTerminals() {
    JsonOutput.print(out, Map.of("name", "ä\u009b31m"));
    assertEquals("{\n  \"name\" : \"\\u00E4\\u009B31m\"\n}\n", text.toString());
  }

  @Test
  void drawsAndColoursOnlyOnRequest() {
    Terminal file = Terminal.of(Map.of(), out, out);
    assertFalse(file.live() || file.ink().on());
    Terminal terminal = Terminal.of(Map.of("PIM_TERMINAL", "50x120", "TERM", "xterm"), out, out);
    assertTrue(terminal.live() && terminal.ink().on());
    assertEquals(List.of(120, 50), List.of(terminal.width(), terminal.height()));
    Terminal plain = Terminal.of(Map.of("PIM_TERMINAL", "50x120", "NO_COLOR", "1"), out, out);
    assertTrue(plain.live());
    assertFalse(plain.ink().on());
    assertFalse(Terminal.of(Map.of("PIM_TERMINAL", "50x120", "TERM", "dumb"), out, out).live());
    assertFalse(Terminal.of(Map.of("PIM_TERMINAL", "50x120", "CI", "true"), out, out).live());
  }

  @Test
  void coloursEachStreamByItsOwnDestination() {
    String red = "\u001b[31mpim: ";
    Terminal log = Terminal.of(Map.of("PIM_TERMINAL", "50x120", "TERM", "xterm"), out, out);
    assertTrue(log.live() && log.ink().on());
    assertFalse(log.error().live() || log.error().ink().on());
    new ErrorPrinter(log).print(Complaint.of(1, "It broke."));
    LiveLines.onNotices(log).draw(List.of("50 %"));
    assertEquals("pim: It broke.\n", text.toString());

    Terminal pipe = Terminal.of(Map.of("PIM_ERROR_TERMINAL", "50x90", "TERM", "xterm"), out, out);
    assertFalse(pipe.live() || pipe.ink().on());
    new ErrorPrinter(pipe).print(Complaint.of(1, "It broke."));
    assertTrue(text.toString().contains(red), text.toString());
    assertEquals(90, pipe.error().width());
    assertFalse(pipe.besideResult().live(), "with JSON, each event is a line");
  }

  @Test
  void reportsErrorsWithPlaceReasonAndAdvice() {
    new ErrorPrinter(Terminal.of(Map.of(), out, out))
        .print(
            Complaint.of(1, "It broke.").at("here").because(List.of("a", "b")).advise("Fix it."));
    assertEquals(
        """
        pim: It broke.
          where here
          why   a
          why   b
          do    Fix it.
        """,
        text.toString());
  }
}
