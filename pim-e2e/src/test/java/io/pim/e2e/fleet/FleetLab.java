package io.pim.e2e.fleet;

import io.pim.e2e.PimUser;
import io.pim.e2e.chaos.Outcome;
import io.pim.e2e.chaos.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Runs scenes one after the other in one fleet; after a failed one, in a new fleet. */
final class FleetLab {
  private final Fleet.Starter service;
  private final Table table;
  private final Path folder;
  private final boolean compares;
  private Optional<Fleet> fleet = Optional.empty();
  private Optional<FleetJudge> judge = Optional.empty();

  /**
   * @param name of the folder for table and evidence
   * @param compares whether a first build is undisturbed, to compare the images of others with
   */
  FleetLab(Fleet.Starter service, long seed, String name, boolean compares) {
    this.service = service;
    this.compares = compares;
    this.folder = PimUser.ROOT.resolve("build").resolve(name);
    this.table = new Table(seed);
  }

  void run(FleetScene scene) throws Exception {
    Instant start = Instant.now();
    try {
      settleIn();
      start = Instant.now();
      FleetScene.Result result = scene.run(fleet.orElseThrow(), judge.orElseThrow());
      table.add(outcome(scene, start, Outcome.Result.PASSED, result, ""));
    } catch (Exception | AssertionError e) {
      String why = String.valueOf(e.getMessage());
      table.add(outcome(scene, start, Outcome.Result.FAILED, FleetScene.Result.none(), why));
      if (fleet.isPresent()) {
        new FleetEvidence(folder.resolve(scene.name().replace('/', '-'))).keep(fleet.get(), e);
      }
      moveOut();
      throw e;
    }
  }

  void skip(FleetScene scene, String why) {
    table.add(outcome(scene, Instant.now(), Outcome.Result.SKIPPED, FleetScene.Result.none(), why));
  }

  private static Outcome outcome(
      FleetScene scene,
      Instant start,
      Outcome.Result result,
      FleetScene.Result shown,
      String remark) {
    int slash = scene.name().indexOf('/');
    return new Outcome(
        scene.name().substring(0, slash),
        scene.name().substring(slash + 1),
        shown.struck(),
        result,
        shown.resumed(),
        shown.repeated(),
        Optional.empty(),
        Duration.between(start, Instant.now()),
        remark);
  }

  private void settleIn() throws Exception {
    if (fleet.isEmpty()) {
      fleet = Optional.of(Fleet.open(service));
      judge = Optional.of(new FleetJudge(fleet.get()));
      try {
        if (compares) {
          buildUndisturbed(fleet.get(), judge.get());
        }
      } catch (Exception | AssertionError e) {
        new FleetEvidence(folder.resolve("undisturbed")).keep(fleet.get(), e);
        moveOut();
        throw e;
      }
    }
  }

  private static void buildUndisturbed(Fleet fleet, FleetJudge judge) throws Exception {
    FleetHost host = fleet.host("one");
    judge.requireDone(fleet.start(host, host, Fleet.PROFILE, "undisturbed"));
    judge.requireNothingLeft();
  }

  private void moveOut() throws Exception {
    if (fleet.isPresent()) {
      fleet.get().isSatisfied();
      fleet.get().close();
      fleet = Optional.empty();
    }
  }

  /** Ends the fleet, and prints and stores the table. */
  void end() throws Exception {
    moveOut();
    table.write(folder);
    System.out.println(table.markdown());
  }
}
