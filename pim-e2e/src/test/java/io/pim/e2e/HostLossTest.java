package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.e2e.disk.Ext4;
import io.pim.e2e.disk.FinishedDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host is lost in the middle of a build. Another one, which has none of its files, continues from
 * the layers in the store; the lost one returns and cleans up.
 */
class HostLossTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Path PIM = PimUser.ROOT.resolve("bin/pim");

  @TempDir Path folder;

  @Test
  void aBuildContinuesOnAnotherHostAfterALoss() throws Exception {
    try (LossyFleet fleet = LossyFleet.start(folder)) {
      String build;
      try (RunningWorker lost = RunningWorker.start(fleet.first, PIM)) {
        build = fleet.underWay(lost);
        LossyFleet.burn(fleet.first);
      }
      try (RunningWorker worker = RunningWorker.start(fleet.second, PIM)) {
        awaitTakeOver(fleet, build, worker);
        fleet.gate.open();
        fleet.await(build, "done", worker);
        judge(fleet, build);
        try (RunningWorker back = RunningWorker.start(fleet.first, PIM)) {
          awaitNothingLeft(fleet.first, build, back);
        }
      }
      fleet.areSatisfied();
    }
  }

  /**
   * The first host cannot reach the service for a while, and its machine keeps running. It must not
   * disturb the build after it returns.
   */
  @Test
  @Tag("long")
  void aHostThatWasCutOffDoesNotDisturbTheNewOne() throws Exception {
    try (LossyFleet fleet = LossyFleet.start(folder);
        RunningWorker lost = RunningWorker.start(fleet.first, PIM)) {
      String build = fleet.underWay(lost);
      lost.pause();
      try (RunningWorker worker = RunningWorker.start(fleet.second, PIM)) {
        awaitTakeOver(fleet, build, worker);
        List<Long> machines = fleet.first.processesNaming(build);
        assertFalse(machines.isEmpty(), "the lost host's machine keeps running");
        fleet.gate.open();
        lost.goOn();
        awaitNothingLeft(fleet.first, build, lost);
        fleet.await(build, "done", worker);
        judge(fleet, build);
      }
      assertTrue(lost.log().contains("went to another host"), lost.log());
      assertFalse(fleet.first.log(build).contains("the layer of script:app was pushed"));
      fleet.areSatisfied();
    }
  }

  private static void awaitTakeOver(LossyFleet fleet, String build, RunningWorker worker)
      throws Exception {
    Waiting.until(
        LIMIT,
        () -> {
          fleet.giveUpSoon();
          Path log = fleet.second.builds().resolve(build).resolve("build.log");
          return Files.exists(log) && fleet.second.log(build).contains("was pulled from");
        },
        worker::isAlive,
        worker::log);
  }

  private static void awaitNothingLeft(PimUser host, String build, RunningWorker worker)
      throws Exception {
    Waiting.until(
        LIMIT,
        () -> {
          try {
            host.requireNothingLeft(build);
            return true;
          } catch (AssertionError e) {
            return false;
          }
        },
        worker::isAlive,
        worker::log);
  }

  /** The finished disk, and the moves that the build reports. */
  private static void judge(LossyFleet fleet, String build) throws Exception {
    JsonNode shown = fleet.show(build);
    JsonNode move = shown.path("moves").path(0);
    assertEquals("first", move.path("lost").asText(), shown.toPrettyString());
    assertEquals("second", move.path("host").asText());
    assertEquals("script:base", move.path("after").asText());
    assertTrue(move.path("pulled").asBoolean());
    assertEquals("second", shown.path("result").path("host").asText());
    String log = fleet.second.log(build);
    assertTrue(log.contains("host first was lost: host second continues"), log);
    for (String redone : List.of("[iso]", "[install]", "[script:base]")) {
      assertFalse(log.contains(redone), "redone elsewhere: " + redone);
    }
    assertTrue(log.contains("the scripts ran once each, in order"), log);
    try (FinishedDisk disk = FinishedDisk.open(fleet.second.image(build))) {
      for (Ext4 fileSystem : disk.fileSystems()) {
        assertEquals(List.of(), fileSystem.faults());
      }
      assertEquals(
          Optional.of(List.of("base", "app")),
          disk.fileSystems().get(0).lines("/etc/pim-scripts-run"));
    }
    fleet.second.requireNothingLeft(build);
    fleet.second.pim("build", "show", build).exits(0).saying("host first was lost at script:app");
  }
}
