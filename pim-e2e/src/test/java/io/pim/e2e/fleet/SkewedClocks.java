package io.pim.e2e.fleet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.e2e.PimUser;
import io.pim.e2e.Waiting;
import io.pim.e2e.chaos.RunningBuild;
import io.pim.e2e.disk.HostTool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A host whose clock is an hour ahead of all others: it builds for them, and they build for it. */
record SkewedClocks() implements FleetScene {
  private static final Path SOURCE =
      PimUser.ROOT.resolve("pim-e2e/src/test/resources/chaos/clock.c");
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "clocks/an-hour-apart";
  }

  @Override
  public Optional<String> obstacle() {
    return Files.isExecutable(Path.of("/usr/bin/cc"))
        ? Optional.empty()
        : Optional.of("it takes a C compiler: apt-get install gcc libc6-dev");
  }

  @Override
  public Result run(Fleet fleet, FleetJudge judge) throws Exception {
    FleetHost right = fleet.host("one");
    // The clock is not behind, because the host would then refuse certificates as not yet valid.
    FleetHost ahead = withClock(fleet.newHost("ahead"), Duration.ofHours(1));
    ahead.startWorker();
    for (FleetHost asking : List.of(right, ahead)) {
      for (FleetHost about : List.of(right, ahead)) {
        Waiting.until(
            LIMIT,
            () -> state(asking, about).equals("ready"),
            () -> true,
            () -> about.name() + " is not ready, says " + asking.name());
      }
    }
    RunningBuild there =
        fleet.start(right, right, Fleet.PROFILE, "ahead " + Instant.now(), "--on", ahead.name());
    judge.requireDone(there);
    RunningBuild here =
        fleet.start(ahead, ahead, Fleet.PROFILE, "right " + Instant.now(), "--on", right.name());
    judge.requireDone(here);
    FleetJudge.requireEachStepOnce(there);
    FleetJudge.requireEachStepOnce(here);
    assertTrue(Files.exists(ahead.image(there.id())), "the build ran on the wrong host");
    assertTrue(Files.exists(right.image(here.id())), "the build ran on the wrong host");
    judge.requireNothingLeft();
    ahead.stopWorker();
    return Result.none();
  }

  /** Preloads a library that changes only the wall clock; see clock.c. */
  private static FleetHost withClock(FleetHost host, Duration offset) throws Exception {
    Path library = host.user().home().resolve("clock.so");
    HostTool.run("cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), SOURCE.toString())
        .exits(0);
    Path clock = host.user().home().resolve("clock");
    Files.write(
        clock,
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .putLong(offset.toSeconds())
            .array());
    host.variable("LD_PRELOAD", library.toString());
    host.variable("PIM_CHAOS_CLOCK", clock.toString());
    return host;
  }

  private static String state(FleetHost asking, FleetHost about) throws Exception {
    String state = "";
    for (JsonNode host : asking.pim("worker", "list", "-o", "json").exits(0).json()) {
      if (host.path("hostId").asText().equals(about.name())) {
        state = host.path("state").asText();
      }
    }
    return state;
  }
}
