package io.pim.e2e.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.e2e.Waiting;
import io.pim.e2e.chaos.Moment;
import io.pim.e2e.chaos.Place;
import io.pim.e2e.chaos.RunningBuild;
import java.time.Duration;
import java.time.Instant;

/** A machine with the ID of a host that builds: its worker is refused, and the build continues. */
record SameHostId() implements FleetScene {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Override
  public String name() {
    return "same-id/two-machines";
  }

  @Override
  public Result run(Fleet fleet, FleetJudge judge) throws Exception {
    FleetHost first = fleet.host("one");
    FleetHost watcher = fleet.host("two");
    FleetHost second = fleet.newHost("copy");
    fleet.configure(second, first.name(), "");
    RunningBuild build = fleet.start(first, watcher, Fleet.PROFILE, "same id " + Instant.now());
    new Moment.At(Place.SCRIPT).await(build, Duration.ZERO);

    Process worker = second.launchWorker();
    Waiting.until(LIMIT, () -> !worker.isAlive(), () -> true, second::workerLog);

    assertEquals(1, worker.exitValue(), second::workerLog);
    assertTrue(
        second.workerLog().contains("another machine takes work as host " + first.name()),
        second::workerLog);
    judge.requireDone(build);
    FleetJudge.requireEachStepOnce(build);
    // With its own ID, it is a host like any other.
    fleet.configure(second, second.name(), "");
    second.startWorker();
    judge.requireNothingLeft();
    second.stopWorker();
    return Result.none();
  }
}
