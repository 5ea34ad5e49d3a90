package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.e2e.PimUser;
import io.pim.workflows.message.BuildState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Runs cells in sequence for one user, who gets a new home after a failed cell. */
final class ChaosLab {
  static final Path FOLDER = PimUser.ROOT.resolve("build/chaos");

  private final Table table;
  private final long seed;
  private Optional<ChaosUser> user = Optional.empty();
  private Optional<ImageFacts> undisturbed = Optional.empty();
  private Duration fromLayers = Duration.ZERO;

  ChaosLab(long seed, Table table) {
    this.seed = seed;
    this.table = table;
  }

  /** Runs a cell. If it fails, keeps the evidence and throws. */
  void run(Cell cell) throws Exception {
    ChaosUser who = user(cell.fault().needsSmallDisk());
    cell.fault().prepare(who);
    Instant start = Instant.now();
    Instant struck = start;
    RunningBuild build = who.start(seed + "-" + cell.name(), cell.moment().needsForce());
    try (build) {
      cell.moment().await(build, fromLayers);
      struck = cell.fault().strike(new Scene(who, build));
      BuildState ended = new Recovery(who, build).bringBack(cell.fault().needsNobody());
      new Proof(who, build, undisturbed.orElseThrow()).require(cell.fault(), struck, ended);
      table.add(outcome(cell, build, start, struck, Outcome.Result.PASSED, ""));
      who.ended(build);
      cell.fault().settle(who);
    } catch (Exception | AssertionError e) {
      String why = String.valueOf(e.getMessage());
      table.add(outcome(cell, build, start, struck, Outcome.Result.FAILED, why));
      new Evidence(FOLDER.resolve(cell.name().replace('/', '-'))).keep(who, build, e);
      moveOut();
      throw e;
    }
  }

  private static Outcome outcome(
      Cell cell,
      RunningBuild build,
      Instant start,
      Instant struck,
      Outcome.Result result,
      String remark) {
    Timeline timeline = build.timeline();
    String step = timeline.stepAt(struck);
    boolean lost =
        cell.fault().endsMachine()
            || Arrays.stream(Place.values())
                .noneMatch(p -> p.step().equals(step) && p.hasMachine());
    return new Outcome(
        cell.fault().name(),
        cell.moment().toString(),
        step,
        result,
        timeline.progressAfter(struck),
        Optional.of(timeline.repeatedAfter(struck, lost)),
        Optional.empty(),
        Duration.between(start, Instant.now()),
        remark);
  }

  private ChaosUser user(boolean onSmallDisk) throws Exception {
    if (user.filter(u -> u.smallDisk().isPresent() == onSmallDisk).isEmpty()) {
      moveOut();
      user = Optional.of(ChaosUser.move(onSmallDisk));
      settleIn();
    }
    return user.get();
  }

  /** Requires an undisturbed first build, because cells would prove nothing without it. */
  private void settleIn() throws Exception {
    try {
      Duration full = runUndisturbed(user.orElseThrow(), true);
      fromLayers = runUndisturbed(user.orElseThrow(), false);
      table.undisturbedTook(full, fromLayers);
    } catch (Exception | AssertionError e) {
      moveOut();
      throw e;
    }
  }

  /**
   * Runs an undisturbed build and returns its duration. All other builds are compared with the one
   * that runs every step.
   */
  private Duration runUndisturbed(ChaosUser who, boolean force) throws Exception {
    Instant start = Instant.now();
    try (RunningBuild build = who.start("undisturbed-" + (force ? "full" : "layers"), force)) {
      assertEquals(BuildState.DONE, new Recovery(who, build).bringBack(true), build::printed);
      Duration took = Duration.between(start, Instant.now());
      assertEquals(List.of(), Leftovers.of(who), "left behind");
      ImageFacts facts = Proof.requireIntactImage(who, build);
      if (force) {
        undisturbed = Optional.of(facts);
      } else {
        assertEquals(
            List.of(), undisturbed.orElseThrow().differences(facts), "from layers, undisturbed");
      }
      who.ended(build);
      return took;
    }
  }

  /** Removes all processes and files of the user. */
  void moveOut() throws Exception {
    if (user.isPresent()) {
      user.get().moveOut();
      user = Optional.empty();
    }
  }
}
