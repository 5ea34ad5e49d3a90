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

/** Hosts whose clocks are an hour ahead and an hour behind: both build, and both are seen. */
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
    FleetHost ahead = withClock(fleet.newHost("ahead"), Duration.ofHours(1));
    FleetHost behind = withClock(fleet.newHost("behind"), Duration.ofHours(-1));
    ahead.startWorker();
    behind.startWorker();
    for (FleetHost asking : List.of(right, ahead, behind)) {
      for (FleetHost about : List.of(right, ahead, behind)) {
        Waiting.until(
            LIMIT,
            () -> state(asking, about).equals("ready"),
            () -> true,
            () -> about.name() + " is not ready, says " + asking.name());
      }
    }
    // Each from another one's command.
    RunningBuild onAhead =
        fleet.start(behind, right, Fleet.PROFILE, "ahead " + Instant.now(), "--on", ahead.name());
    judge.requireDone(onAhead);
    RunningBuild onBehind =
        fleet.start(ahead, right, Fleet.PROFILE, "behind " + Instant.now(), "--on", behind.name());
    judge.requireDone(onBehind);
    FleetJudge.requireEachStepOnce(onAhead);
    FleetJudge.requireEachStepOnce(onBehind);
    assertTrue(Files.exists(ahead.image(onAhead.id())));
    assertTrue(Files.exists(behind.image(onBehind.id())));
    judge.requireNothingLeft();
    ahead.stopWorker();
    behind.stopWorker();
    return Result.none();
  }

  /** Preloads a library that moves the wall clock alone, see clock.c. */
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
