package io.pim.e2e.fleet;

import io.pim.e2e.Waiting;
import io.pim.e2e.chaos.RunningBuild;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A fault that strikes while a host builds. */
interface HostFault {
  String name();

  /**
   * Causes the fault.
   *
   * @param host the one that builds
   * @return its time
   */
  Instant strike(Fleet fleet, FleetHost host, RunningBuild build) throws Exception;

  /** Brings the host back after the build has ended. */
  default void settle(FleetHost host) throws Exception {}

  /** Whether the build keeps its host, so that no step runs twice. */
  boolean keepsHost();

  /** All of them. */
  static List<HostFault> all() {
    return List.of(
        new Loss(),
        new Restart("temporal"),
        new Restart("postgresql"),
        new Restart("registry"),
        new Partition());
  }

  /** All processes of the host end at once, and nobody hears of it; later it is switched on. */
  record Loss() implements HostFault {
    @Override
    public String name() {
      return "host-lost";
    }

    @Override
    public Instant strike(Fleet fleet, FleetHost host, RunningBuild build) throws Exception {
      host.lose();
      return Instant.now();
    }

    @Override
    public void settle(FleetHost host) throws Exception {
      host.boot();
      host.startWorker();
    }

    @Override
    public boolean keepsHost() {
      return false;
    }
  }

  /** A part of the service is killed, and starts again. */
  record Restart(String part) implements HostFault {
    @Override
    public String name() {
      return part + "-restarted";
    }

    @Override
    public Instant strike(Fleet fleet, FleetHost host, RunningBuild build) throws Exception {
      fleet.service().restart(part);
      return Instant.now();
    }

    @Override
    public boolean keepsHost() {
      return true;
    }
  }

  /** The host runs on, and nothing that it sends arrives until another host has its build. */
  record Partition() implements HostFault {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Override
    public String name() {
      return "cut-off";
    }

    @Override
    public Instant strike(Fleet fleet, FleetHost host, RunningBuild build) throws Exception {
      host.unplug();
      Instant struck = Instant.now();
      Waiting.until(
          LIMIT,
          () -> isElsewhere(build, struck) || build.timeline().closed(),
          () -> true,
          () -> "no other host has the build: " + build.timeline().lines());
      host.plug();
      return struck;
    }

    private static boolean isElsewhere(RunningBuild build, Instant struck) {
      return build.timeline().runs().stream()
          .anyMatch(r -> r.step().equals("cache") && r.scheduled().isAfter(struck));
    }

    @Override
    public boolean keepsHost() {
      return false;
    }
  }
}
