package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.build.SetClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartLimitTest {
  private final SetClock clock = new SetClock();
  private final RestartLimit limit = new RestartLimit(clock);

  @Test
  void startsAtOnceAndThenOncePerSecond() {
    assertTrue(limit.mayStart());
    limit.started();
    assertFalse(limit.mayStart());
    clock.pass(Duration.ofMillis(999));
    assertFalse(limit.mayStart());
    clock.pass(Duration.ofMillis(1));
    assertTrue(limit.mayStart());
  }

  @Test
  void givesUpIfTheBuildMakesNoProgress() {
    startEverySecond(RestartLimit.MOST - 1);
    assertFalse(limit.isUsedUp());
    startEverySecond(1);
    assertTrue(limit.isUsedUp());
  }

  @Test
  void restartsTheCountAfterProgress() {
    startEverySecond(RestartLimit.MOST);
    limit.progress();
    assertFalse(limit.isUsedUp());
    startEverySecond(RestartLimit.MOST);
    assertTrue(limit.isUsedUp());
  }

  @Test
  void ignoresOldDeaths() {
    startEverySecond(RestartLimit.MOST);
    clock.pass(RestartLimit.CALM);
    assertFalse(limit.isUsedUp());
    startEverySecond(1);
    assertFalse(limit.isUsedUp());
  }

  private void startEverySecond(int times) {
    for (int i = 0; i < times; i++) {
      limit.started();
      clock.pass(RestartLimit.PACE);
    }
  }
}
