package io.pim.e2e.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.e2e.chaos.RunningBuild;
import io.pim.e2e.disk.Digest;
import java.time.Instant;

/** A host behind 10 Mbit/s and 100 ms in each direction builds and pushes; another one pulls. */
record SlowLink() implements FleetScene {
  private static final int MILLISECONDS = 100;

  @Override
  public String name() {
    return "slow/10mbit-100ms";
  }

  @Override
  public Result run(Fleet fleet, FleetJudge judge) throws Exception {
    FleetHost far = fleet.host("one");
    FleetHost laptop = fleet.host("two");
    fleet.machines().slow(far.name(), "10mbit");
    fleet.machines().delay(MILLISECONDS);
    try {
      RunningBuild build =
          fleet.start(far, laptop, Fleet.PROFILE, "slow " + Instant.now(), "--on", far.name());
      judge.requireDone(build);
      FleetJudge.requireEachStepOnce(build);
      laptop.pim("image", "pull", build.id()).exits(0);
      assertEquals(Digest.of(far.image(build.id())), Digest.of(laptop.image(build.id())));
      judge.requireNothingLeft();
    } finally {
      fleet.machines().delay(0);
      fleet.machines().slow(far.name(), "off");
    }
    return Result.none();
  }
}
