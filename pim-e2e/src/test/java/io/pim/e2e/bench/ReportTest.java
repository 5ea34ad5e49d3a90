package io.pim.e2e.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table shows what was measured and what was not. */
class ReportTest {
  private final Results results = new Results();

  private Report report() {
    return report(3);
  }

  private Report report(int rounds) {
    Conditions conditions =
        new Conditions(
            Instant.parse("2026-11-27T06:00:00Z"),
            "A Processor",
            2,
            List.of(0.5, 1.25),
            Map.of("QEMU", "7.2"),
            Guest.TINY,
            rounds);
    return new Report(conditions, results);
  }

  private void requireLine(String line) {
    String table = report().markdown();
    assertTrue(table.lines().anyMatch(line::equals), () -> "'" + line + "' is not in:\n" + table);
  }

  @Test
  void hasARowForEachMeasure() {
    results.took(Measure.PACKER_FULL, Duration.ofSeconds(100));
    results.took(Measure.PACKER_FULL, Duration.ofSeconds(110));
    results.took(Measure.PIM_REBUILD, Duration.ofMillis(52_500));
    results.weighs(Measure.PIM_BYTES, 208_400_000);
    requireLine("| full build by Packer (s) | 105.0 | 100.0 | 110.0 | 2 | 1.000 |");
    requireLine("| PIM, the last script edited (s) | 52.5 | 52.5 | 52.5 | 1 | 0.500 |");
    requireLine("| image of PIM (MB) | 208.4 | 208.4 | 208.4 | 1 |  |");
  }

  @Test
  void hasARowForEachGoal() {
    results.took(Measure.PACKER_FULL, Duration.ofSeconds(100));
    results.took(Measure.PIM_NOTHING, Duration.ofMillis(1500));
    requireLine("| nothing to do ÷ Packer's full build | 0.0150 | 0.0100 | NOT met |");
    requireLine("| nothing to do (s) | 1.50 | 1.20 | NOT met |");
    requireLine("| image ÷ Packer's |  | 0.93 | not measured: no part of this run |");
  }

  @Test
  void comparesTheStartOfCommandsWithJava() {
    results.took(Measure.JAVA_START, Duration.ofMillis(80));
    results.took(Measure.BUILDS_START, Duration.ofMillis(480));
    requireLine("| pim build list (ms) | 480 | 480 | 480 | 1 | 6.000 |");
    requireLine("| pim build list (ms) | 480 | 500 | met |");
  }

  @Test
  void hasNoBuildsIfNoneWereRequested() {
    results.took(Measure.JAVA_START, Duration.ofMillis(80));
    String table = report(0).markdown();
    assertFalse(table.contains("Packer's"), table);
    assertFalse(table.contains("| install |"), table);
    assertTrue(table.contains("| java -version (ms) |"), table);
  }

  @Test
  void namesContendersThatDidNotRun() {
    results.notRun(Contender.PACKER, "packer is not installed");
    requireLine("| full build by Packer | packer is not installed |  |  |  |  |");
    assertFalse(report().markdown().contains("| met |"), "a goal is met without Packer");
  }

  @Test
  void reportsProblems() {
    results.took(Measure.PIM_FULL, Duration.ofSeconds(1));
    results.wrongImage(Contender.PIM, "tiny.qcow2", List.of("no marks"));
    requireLine("- tiny.qcow2: no marks");
    requireLine("| full build by PIM | an image of PIM is wrong |  |  |  |  |");
  }

  @Test
  void showsThePhasesSideBySide() {
    results.phases(Contender.PACKER, Map.of(Phase.INSTALL, Duration.ofMillis(12_340)));
    results.phases(Contender.PIM, Map.of(Phase.INSTALL, Duration.ofSeconds(9)));
    requireLine("| install |  | 12.3 | 9.0 |");
  }

  @Test
  void hasEveryValueInJson() throws Exception {
    results.took(Measure.PACKER_FULL, Duration.ofSeconds(100));
    results.took(Measure.PACKER_FULL, Duration.ofSeconds(110));
    results.took(Measure.PIM_FULL, Duration.ofSeconds(105));
    JsonNode json = Json.mapper().readTree(report().json());
    assertEquals(110.0, json.at("/measures/packer_full/values/1").asDouble());
    assertEquals("met", json.at("/goals/verified/verdict").asText());
    assertEquals(1.0, json.at("/goals/verified/value").asDouble(), 1e-9);
    assertEquals("not_measured", json.at("/goals/bytes/verdict").asText());
    assertTrue(json.at("/goals/bytes/value").isNull());
    assertEquals("7.2", json.at("/conditions/versions/QEMU").asText());
  }
}
