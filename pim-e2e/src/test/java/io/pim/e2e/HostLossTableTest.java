package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.e2e.disk.Ext4;
import io.pim.e2e.disk.FinishedDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host is lost at each step of a build; the other one continues. Prints a table. */
@Tag("long")
class HostLossTableTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Path PIM = PimUser.ROOT.resolve("bin/pim");
  private static final List<String> ROWS = new ArrayList<>();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "install",
        "boot",
        "ssh",
        "script:base",
        "script:app",
        "finalize",
        "shutdown",
        "flatten",
        "verify"
      })
  void theBuildEndsOnTheOtherHost(String step) throws Exception {
    try (LossyFleet fleet = LossyFleet.start(folder)) {
      fleet.gate.open();
      String build;
      try (RunningWorker lost = RunningWorker.start(fleet.first, PIM)) {
        build = fleet.at(step, lost);
        LossyFleet.burn(fleet.first);
      }
      long start = System.nanoTime();
      try (RunningWorker worker = RunningWorker.start(fleet.second, PIM)) {
        Waiting.until(
            LIMIT,
            () -> {
              fleet.giveUpSoon();
              return fleet.isOn("second", build);
            },
            worker::isAlive,
            worker::log);
        fleet.await(build, "done", worker);
      }
      judge(fleet, step, build, Duration.ofNanos(System.nanoTime() - start));
      fleet.areSatisfied();
    }
  }

  private static void judge(LossyFleet fleet, String step, String build, Duration took)
      throws Exception {
    try (FinishedDisk disk = FinishedDisk.open(fleet.second.image(build))) {
      for (Ext4 fileSystem : disk.fileSystems()) {
        assertEquals(List.of(), fileSystem.faults());
      }
      assertEquals(
          Optional.of(List.of("base", "app")),
          disk.fileSystems().get(0).lines("/etc/pim-scripts-run"));
    }
    fleet.second.requireNothingLeft(build);
    String log = fleet.second.log(build);
    assertTrue(log.contains("host first was lost"), log);
    List<String> redone = new ArrayList<>();
    for (String its : List.of("install", "script:base", "script:app", "finalize")) {
      if (log.contains(" [" + its + "] ")) {
        redone.add(its);
      }
    }
    String after =
        log.lines()
            .filter(line -> line.contains("[cache] continues from "))
            .map(line -> line.replaceFirst(".*continues from ", "").replaceFirst(": /.*", ""))
            .findFirst()
            .orElse("(nothing)");
    ROWS.add(
        "| %-11s | %-11s | %-45s | %4d s |"
            .formatted(step, after, String.join(", ", redone), took.toSeconds()));
  }

  @AfterAll
  static void print() {
    System.out.println("| lost at     | went on from | layers made elsewhere | until done |");
    ROWS.forEach(System.out::println);
  }
}
