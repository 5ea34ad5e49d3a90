package io.pim.e2e.fleet;

import io.pim.e2e.chaos.Moment;
import io.pim.e2e.chaos.Place;
import io.pim.e2e.chaos.RunningBuild;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A build on one of two hosts, and a fault at one of its steps. */
record Disturbance(HostFault fault, Place place) implements FleetScene {
  @Override
  public String name() {
    return fault.name() + "/" + place;
  }

  @Override
  public Result run(Fleet fleet, FleetJudge judge) throws Exception {
    FleetHost victim = fleet.host("one");
    FleetHost other = fleet.host("two");
    fault.prepare(fleet);
    boolean all = place.needsForce() || fault.needsForce();
    String[] force = all ? new String[] {"--force"} : new String[0];
    RunningBuild build =
        fleet.start(victim, other, Fleet.PROFILE, name() + " " + Instant.now(), force);
    new Moment.At(place).await(build, Duration.ZERO);

    Instant struck = fault.strike(fleet, victim, build);

    judge.requireEnded(build);
    fault.judge(build, struck);
    // Judges all images only now: an image that a lost host has made and not registered must
    // disappear.
    fault.settle(victim);
    judge.requireNothingLeft();
    judge.requireDone(build);
    if (fault.keepsHost()) {
      FleetJudge.requireEachStepOnce(build);
    }
    return new Result(
        build.timeline().stepAt(struck),
        build.timeline().progressAfter(struck),
        Optional.of(build.timeline().repeatedAfter(struck, !fault.keepsHost())));
  }
}
