package io.pim.e2e.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each phase begins at the end of the previous one. */
class StopwatchTest {
  private static final Instant START = Instant.parse("2026-11-27T06:00:00Z");

  @Test
  void measuresPhasesAndTheTotal() {
    Built built =
        new Stopwatch(START)
            .ended(Phase.PREPARE, START.plusSeconds(2))
            .ended(Phase.INSTALL, START.plusSeconds(32))
            .built(Path.of("image"));
    assertEquals(Duration.ofSeconds(32), built.total());
    assertEquals(built.total(), built.totalWithoutVerify());
    assertEquals(
        Map.of(Phase.PREPARE, Duration.ofSeconds(2), Phase.INSTALL, Duration.ofSeconds(30)),
        built.phases());
  }

  @Test
  void refusesAPhaseThatEndedBeforeItBegan() {
    Stopwatch watch = new Stopwatch(START).ended(Phase.PREPARE, START.plusSeconds(2));
    assertThrows(
        IllegalArgumentException.class, () -> watch.ended(Phase.INSTALL, START.plusSeconds(1)));
  }
}
