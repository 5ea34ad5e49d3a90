package io.pim.e2e.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The time of an event is the one in the log, not the time at which it was read. */
class BuildEventsTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir private Path builds;
  private Path log;

  @BeforeEach
  void write() throws IOException {
    Path folder = Files.createDirectories(builds.resolve("tiny-x86_64-1"));
    Files.createDirectories(builds.resolve("without-a-log"));
    log = folder.resolve(BuildEvents.LOG);
    Files.writeString(
        log,
        """
        2026-11-27T06:00:01.500Z [script:app] first
        2026-11-27T06:00:02Z [script:app] second
        2026-11-27T06:00:03Z [script:app] first again
        """);
  }

  @Test
  void findsALineInAnyBuild() throws Exception {
    assertEquals(
        new BuildEvents.Event("tiny-x86_64-1", Instant.parse("2026-11-27T06:00:02Z")),
        BuildEvents.of(builds).await("second", LIMIT, () -> true));
  }

  @Test
  void endsWhenALineCanNoLongerAppear() {
    assertThrows(
        IOException.class, () -> BuildEvents.of(builds).await("third", LIMIT, () -> false));
  }

  @Test
  void findsALineAfterAMoment() throws Exception {
    assertEquals(
        Instant.parse("2026-11-27T06:00:03Z"),
        BuildEvents.firstAfter(Instant.parse("2026-11-27T06:00:01.500Z"), "first", log));
    assertThrows(
        IOException.class,
        () -> BuildEvents.firstAfter(Instant.parse("2026-11-27T06:00:02Z"), "second", log));
  }
}
