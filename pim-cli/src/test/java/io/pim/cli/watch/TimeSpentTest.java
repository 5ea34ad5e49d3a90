package io.pim.cli.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.cli.client.BuildOutcome;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.StepState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeSpentTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private final List<WatchedStep> steps = new ArrayList<>();

  private void step(String name, int from, int to) {
    steps.add(
        new WatchedStep(
            name,
            name,
            StepState.DONE,
            Optional.of(START.plusSeconds(from)),
            Optional.of(START.plusSeconds(to)),
            ""));
  }

  private TimeSpent spent(int seconds) {
    return TimeSpent.of(
        new Seen<BuildOutcome>(
            BuildState.DONE,
            true,
            "",
            "host",
            START,
            Optional.of(START.plusSeconds(seconds)),
            Optional.of(steps),
            List.of(),
            Optional.empty()),
        START.plusSeconds(9999));
  }

  @Test
  void listsTheLongestFirstAndShortOnesOnOneLine() {
    step("claim", 0, 1);
    step("install", 1, 61);
    step("script:app", 61, 91);
    step("ssh", 91, 93);
    step("finalize", 93, 95);
    TimeSpent spent = spent(100);
    assertEquals(
        List.of(
            "install          1m00s   60%  ############",
            "script:app         30s   30%  ######", "3 other steps     5.0s    5%  #"),
        spent.lines());
  }

  @Test
  void stepsThatDidNotRunTakeNoTime() {
    steps.add(
        new WatchedStep(
            "install", "install", StepState.CACHED, Optional.empty(), Optional.empty(), ""));
    assertEquals(List.of(), spent(100).lines());
  }

  @Test
  void namesAtMostFive() {
    for (int i = 0; i < 8; i++) {
      step("script:s" + i, i * 10, i * 10 + 10);
    }
    List<String> lines = spent(80).lines();
    assertEquals(6, lines.size());
    assertEquals("3 other steps      30s   38%  ########", lines.get(5));
  }
}
