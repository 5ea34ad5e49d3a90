package io.pim.e2e.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Medians decide a goal; missing or wrong values never meet it. */
class GoalTest {
  private final Results results = new Results();

  private void took(Measure measure, long... seconds) {
    for (long each : seconds) {
      results.took(measure, Duration.ofSeconds(each));
    }
  }

  @Test
  void comparesMedians() {
    took(Measure.PACKER_FULL, 100, 90, 500);
    took(Measure.PIM_FULL, 120, 1000, 80);
    Goal.Outcome outcome = Goal.VERIFIED.judge(results);
    assertEquals(Goal.Verdict.MET, outcome.verdict());
    assertEquals(Optional.of(1.2), outcome.value());
  }

  @Test
  void isNotMetAboveItsLimit() {
    took(Measure.PACKER_FULL, 100);
    took(Measure.PIM_FULL, 121);
    assertEquals(Goal.Verdict.NOT_MET, Goal.VERIFIED.judge(results).verdict());
  }

  @Test
  void isNotMetWithoutPacker() {
    results.notRun(Contender.PACKER, "packer is not installed");
    took(Measure.PIM_FULL, 1);
    Goal.Outcome outcome = Goal.VERIFIED.judge(results);
    assertEquals(Goal.Verdict.NOT_MEASURED, outcome.verdict());
    assertEquals("packer is not installed", outcome.remark());
  }

  @Test
  void isNotMetByAWrongImage() {
    took(Measure.PACKER_FULL, 100);
    took(Measure.PIM_FULL, 1);
    took(Measure.PIM_NOTHING, 1);
    results.wrongImage(Contender.PIM, "image", List.of("no marks"));
    for (Goal goal : List.of(Goal.VERIFIED, Goal.NOTHING, Goal.NOTHING_SECONDS)) {
      assertEquals(Goal.Verdict.NOT_MEASURED, goal.judge(results).verdict(), goal.title());
    }
  }

  @Test
  void isNotMetWithAWrongImageOfTheOther() {
    took(Measure.PACKER_FULL, 1000);
    took(Measure.PIM_FULL, 1);
    results.wrongImage(Contender.PACKER, "image", List.of("no marks"));
    assertEquals(Goal.Verdict.NOT_MEASURED, Goal.VERIFIED.judge(results).verdict());
  }

  @Test
  void comparesWithANumber() {
    took(Measure.PIM_RESUMED, 3);
    assertEquals(Goal.Verdict.MET, Goal.RESUMED.judge(results).verdict());
    results.took(Measure.BUILDS_START, Duration.ofMillis(501));
    assertEquals(Goal.Verdict.NOT_MET, Goal.BUILDS.judge(results).verdict());
  }
}
