package io.pim.e2e.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.e2e.Waiting;
import io.pim.e2e.chaos.Moment;
import io.pim.e2e.chaos.Place;
import io.pim.e2e.chaos.RunningBuild;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A host that builds is drained: it finishes its build, and the next one goes to another host. */
record DrainUnderLoad() implements FleetScene {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Override
  public String name() {
    return "drain/under-load";
  }

  @Override
  public Result run(Fleet fleet, FleetJudge judge) throws Exception {
    FleetHost drained = fleet.host("one");
    FleetHost other = fleet.host("two");
    RunningBuild first = fleet.start(drained, other, Fleet.PROFILE, "drained " + Instant.now());
    new Moment.At(Place.SCRIPT).await(first, Duration.ZERO);
    Instant struck = Instant.now();

    Process drain =
        other
            .user()
            .start(
                other.user().home().resolve("drain.log"),
                other.user().home().resolve("drain.log"),
                "worker",
                "drain",
                drained.name(),
                "--wait");
    Waiting.until(
        LIMIT,
        () -> state(other, drained).equals("draining") || !drain.isAlive(),
        () -> true,
        () -> "the host is not drained");
    assertTrue(drain.isAlive(), "drain --wait has ended while a build was running");
    drained
        .user()
        .write(
            "profiles.d/next.yml", "next:\n  architectures: [x86_64]\n  scripts: [work, last]\n");
    drained
        .user()
        .write("verifications.d/default.sh", drained.user().read("verifications.d/chaos.sh"));
    RunningBuild next = fleet.start(drained, other, "next", "next " + Instant.now());

    judge.requireDone(first);
    judge.requireDone(next);
    assertTrue(drain.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "drain --wait does not end");
    assertEquals(0, drain.exitValue());
    assertEquals("drained", state(other, drained));
    assertTrue(Files.exists(drained.image(first.id())), "its build has left the drained host");
    assertFalse(Files.exists(drained.image(next.id())), "a drained host has taken a build");
    FleetJudge.requireEachStepOnce(first);
    other.pim("worker", "undrain", drained.name()).exits(0);
    judge.requireNothingLeft();
    return new Result(first.timeline().stepAt(struck), Optional.empty(), Optional.empty());
  }

  private static String state(FleetHost asking, FleetHost about) throws Exception {
    for (JsonNode host : asking.pim("worker", "list", "-o", "json").exits(0).json()) {
      if (host.path("hostId").asText().equals(about.name())) {
        return host.path("state").asText();
      }
    }
    return "";
  }
}
