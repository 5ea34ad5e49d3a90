package io.pim.e2e.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.e2e.Waiting;
import io.pim.e2e.chaos.RunningBuild;
import io.pim.e2e.chaos.StepRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A fault that strikes while a host builds. */
interface HostFault {
  String name();

  /** Sets the fleet up for the build. */
  default void prepare(Fleet fleet) throws Exception {}

  /** Further requirements for the build, besides a correct image. */
  default void judge(RunningBuild build, Instant struck) {}

  /**
   * Causes the fault.
   *
   * @param host the building host
   * @return its time
   */
  Instant strike(Fleet fleet, FleetHost host, RunningBuild build) throws Exception;

  /** Brings the host back after the build has ended. */
  default void settle(FleetHost host) throws Exception {}

  /** Whether the build keeps its host, so that no step runs twice. */
  boolean keepsHost();

  /** All faults. */
  static List<HostFault> all() {
    return List.of(
        new Loss(false),
        new Restart("temporal"),
        new Restart("postgresql"),
        new Restart("registry"),
        new Partition());
  }

  /**
   * All processes of the host end at once, without notice to anybody; later the host is switched
   * on.
   *
   * @param layersPushed whether builds push their layers (store.layers: push), so that no finished
   *     layer may be made again
   */
  record Loss(boolean layersPushed) implements HostFault {
    private static final List<String> MAKE_LAYERS =
        List.of("install", "script:base", "script:work", "script:last");

    @Override
    public String name() {
      return layersPushed ? "host-lost-layers-pushed" : "host-lost";
    }

    @Override
    public void prepare(Fleet fleet) throws Exception {
      fleet.pushLayers(layersPushed);
    }

    /** A layer is pushed during the next step, so the newest one may be missing. */
    @Override
    public void judge(RunningBuild build, Instant struck) {
      if (layersPushed) {
        List<StepRun> made =
            build.timeline().runs().stream()
                .filter(r -> MAKE_LAYERS.contains(r.step()) && r.completed())
                .filter(r -> r.ended().filter(end -> end.isBefore(struck)).isPresent())
                .toList();
        made.stream()
            .limit(Math.max(0, made.size() - 1))
            .forEach(
                r -> assertEquals(1, build.timeline().begun(r.step()), r.step() + " ran again"));
      }
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

  /** The host keeps running, and nothing that it sends arrives until another host has its build. */
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
