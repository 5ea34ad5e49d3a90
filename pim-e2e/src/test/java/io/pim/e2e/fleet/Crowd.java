package io.pim.e2e.fleet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.e2e.chaos.RunningBuild;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Twelve builds at once on three hosts with two slots each: they wait, and all get their turn. */
record Crowd() implements FleetScene {
  private static final int BUILDS = 12;
  private static final List<String> HOSTS = List.of("one", "two", "three");

  @Override
  public String name() {
    return "crowd/12-builds-3-hosts";
  }

  @Override
  public Result run(Fleet fleet, FleetJudge judge) throws Exception {
    List<FleetHost> hosts = new ArrayList<>();
    for (String name : HOSTS) {
      hosts.add(fleet.host(name));
    }
    List<RunningBuild> builds = new ArrayList<>();
    for (int i = 0; i < BUILDS; i++) {
      FleetHost from = hosts.get(i % hosts.size());
      String profile = "crowd" + i;
      from.user()
          .write(
              "profiles.d/" + profile + ".yml",
              profile + ":\n  architectures: [x86_64]\n  scripts: [work, last]\n");
      from.user().write("verifications.d/default.sh", from.user().read("verifications.d/chaos.sh"));
      builds.add(fleet.start(from, from, profile, profile + " " + Instant.now(), "--on", "any"));
    }
    for (RunningBuild build : builds) {
      judge.requireDone(build);
    }
    judge.requireNothingLeft();
    for (FleetHost host : hosts) {
      assertTrue(
          builds.stream().anyMatch(build -> hasImage(host, build)),
          () -> "host " + host.name() + " has built nothing");
    }
    return Result.none();
  }

  private static boolean hasImage(FleetHost host, RunningBuild build) {
    return Files.exists(host.image(build.timeline().buildId()));
  }
}
