package io.pim.e2e.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.e2e.Waiting;
import io.pim.e2e.chaos.Moment;
import io.pim.e2e.chaos.Place;
import io.pim.e2e.chaos.RunningBuild;
import io.pim.workflows.message.BuildState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The disk of a host fills up while it builds. The build is held; nobody frees space, but the host
 * is drained, and a retry moves the build to another one.
 */
record FullHost() implements FleetScene {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long ROOM_BYTES = 256 * 1024;

  @Override
  public String name() {
    return "full/script";
  }

  @Override
  public Result run(Fleet fleet, FleetJudge judge) throws Exception {
    FleetHost other = fleet.host("two");
    FleetHost full = fleet.newHost("small");
    Path disk = full.user().cache();
    full.run("mkdir", "-p", disk.toString());
    full.run("mount", "-t", "tmpfs", "-o", "size=2g", "pim-fleet", disk.toString());
    full.startWorker();
    RunningBuild build = fleet.start(full, other, Fleet.PROFILE, "full " + Instant.now());
    new Moment.At(Place.SCRIPT).await(build, Duration.ZERO);

    Instant struck = Instant.now();
    String answer = full.run("df", "--output=used", "-B1", disk.toString());
    long used = Long.parseLong(answer.lines().skip(1).findFirst().orElseThrow().strip());
    full.run("mount", "-o", "remount,size=" + (used + ROOM_BYTES), disk.toString());

    Waiting.until(
        LIMIT,
        () -> build.timeline().state() == BuildState.HELD,
        () -> !build.timeline().closed(),
        () -> "the build is not held: " + build.timeline().lines());
    assertTrue(build.cliEnds(LIMIT), build::printed);
    assertEquals(3, build.cli().exitValue(), build::printed);
    other.pim("worker", "drain", full.name()).exits(0);
    full.pim("build", "retry", build.id()).exits(0);
    judge.requireImageOf(build);
    assertFalse(Files.exists(full.image(build.id())), "the build stayed on the full host");
    full.run("mount", "-o", "remount,size=2g", disk.toString());
    judge.requireNothingLeft();
    full.stopWorker();
    return new Result(
        build.timeline().stepAt(struck),
        build.timeline().progressAfter(struck),
        Optional.of(build.timeline().repeatedAfter(struck, true)));
  }
}
