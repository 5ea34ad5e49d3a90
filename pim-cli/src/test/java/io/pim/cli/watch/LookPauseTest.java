package io.pim.cli.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LookPauseTest {
  @Test
  void startsWithShortPauses() {
    assertEquals(
        List.of(50L, 100L, 200L, 400L, 400L),
        Stream.generate(new LookPause()::next).limit(5).map(Duration::toMillis).toList());
  }
}
