package io.pim.e2e.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Phases of a build, in sequence and overlapping. */
class PimStepsTest {
  private static final Instant START = Instant.parse("2026-11-27T06:00:00Z");

  private final List<Map<String, Object>> steps = new ArrayList<>();

  private PimStepsTest step(String kind, int from, int to) {
    steps.add(
        Map.of(
            "kind", kind,
            "startedAt", START.plusSeconds(from).toString(),
            "endedAt", START.plusSeconds(to).toString()));
    return this;
  }

  private PimSteps read() {
    return PimSteps.of(Json.mapper().valueToTree(Map.of("steps", steps)));
  }

  @Test
  void addsUpTheStepsOfAPhase() {
    step("claim", 0, 1).step("iso", 1, 3).step("script", 3, 5).step("script", 6, 10);

    Map<Phase, Duration> phases = read().phases(Duration.ofSeconds(12));

    assertEquals(Duration.ofSeconds(3), phases.get(Phase.PREPARE));
    assertEquals(Duration.ofSeconds(6), phases.get(Phase.SCRIPTS));
    assertEquals(
        Duration.ofSeconds(3), phases.get(Phase.REST), "the gap, and the time after the steps");
  }

  @Test
  void countsAnUnknownStepAsTheRest() {
    step("install", 0, 5).step("teleport", 5, 7);
    assertEquals(Duration.ofSeconds(3), read().phases(Duration.ofSeconds(8)).get(Phase.REST));
  }

  @Test
  void ignoresStepsThatDidNotRun() {
    steps.add(Map.of("kind", "install", "state", "cached"));
    step("flatten", 0, 2);
    assertEquals(
        Map.of(Phase.FLATTEN, Duration.ofSeconds(2), Phase.REST, Duration.ZERO),
        read().phases(Duration.ofSeconds(2)));
  }

  @Test
  void countsAllOfAVerificationAfterAllOtherSteps() {
    step("flatten", 0, 10).step("verify", 10, 40).step("register", 40, 41);
    assertEquals(Duration.ofSeconds(30), read().onlyVerifying());
  }

  @Test
  void countsOnlyTheWaitForAVerificationBesideOtherSteps() {
    step("flatten", 10, 20).step("verify", 12, 40).step("sbom", 15, 25);
    assertEquals(Duration.ofSeconds(15), read().onlyVerifying());
  }

  @Test
  void doesNotCountAVerificationThatEndsFirst() {
    step("flatten", 10, 50).step("verify", 12, 40);
    assertEquals(Duration.ZERO, read().onlyVerifying());
    assertEquals(
        Duration.ofSeconds(12),
        read().phases(Duration.ofSeconds(52)).get(Phase.REST),
        "time that two steps share counts once");
  }
}
