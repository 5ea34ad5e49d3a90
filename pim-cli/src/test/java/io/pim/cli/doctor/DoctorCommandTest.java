package io.pim.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir Path root;

  @Test
  void reportsEachProblemAndItsFix() {
    PimHome pim = new PimHome(root, null).file("pim.yml", "build: 7\n");
    Ran ran = pim.run("doctor");
    assertEquals(1, ran.status(), ran.out());
    assertTrue(ran.out().contains("fail  Configuration"), ran.out());
    assertTrue(ran.out().contains("      do: pim config check"), ran.out());
    assertTrue(ran.out().contains("No build could run here"), ran.out());
  }

  @Test
  void reportsASharedServiceThatDoesNotAnswer() throws IOException {
    PimHome pim = new PimHome(root, null).variable("TEMPORAL_ADDRESS", "127.0.0.1:1");
    Ran ran = pim.run("doctor", "-o", "json");
    assertEquals(1, ran.status(), ran.out());
    JsonNode report = Json.mapper().readTree(ran.out());
    assertFalse(report.get("healthy").asBoolean());
    JsonNode service = finding(report, "Temporal service");
    assertEquals("fail", service.get("verdict").asText());
    assertTrue(service.get("todo").asText().contains("TEMPORAL_ADDRESS"), service.toString());
    assertEquals("warn", finding(report, "Worker").get("verdict").asText());
    assertEquals("ok", finding(report, "Configuration").get("verdict").asText());
  }

  /** A person without metrics need not read about them. */
  @Test
  void reportsMetricsOnlyIfConfigured() throws IOException {
    PimHome pim = new PimHome(root, null).variable("TEMPORAL_ADDRESS", "127.0.0.1:1");
    JsonNode without = Json.mapper().readTree(pim.run("doctor", "-o", "json").out());
    assertTrue(without.findValues("check").stream().noneMatch(c -> c.asText().equals("Metrics")));
    Files.createDirectories(pim.folders.config());
    Files.writeString(pim.folders.config().resolve("pim.yml"), "worker: {metrics: 9464}\n");
    JsonNode with = Json.mapper().readTree(pim.run("doctor", "-o", "json").out());
    JsonNode metrics = finding(with, "Metrics");
    assertEquals("ok", metrics.get("verdict").asText());
    assertEquals("a worker would serve them at 127.0.0.1:9464", metrics.get("what").asText());
  }

  private static JsonNode finding(JsonNode report, String check) {
    for (JsonNode finding : report.get("findings")) {
      if (finding.get("check").asText().equals(check)) {
        return finding;
      }
    }
    throw new AssertionError("no finding for " + check + " in " + report);
  }
}
