package io.pim.e2e.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.e2e.Waiting;
import io.pim.e2e.chaos.RunningBuild;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A fault that strikes while a host builds. */
interface HostFault {
  String name();

  /** Sets the fleet up for the build. */
  default void prepare(Fleet fleet) throws Exception {
    fleet.pushLayers(false);
  }

  /** Whether the build must make all its layers, even if a host has some of an earlier build. */
  default boolean needsForce() {
    return false;
  }

  /** Further requirements for the build, besides a correct image. */
  default void judge(RunningBuild build, Instant struck) {}

  /**
   * Causes the fault.
   *
   * @param host the building host
   * @return its time
   */
  Instant strike(Fleet fleet, FleetHost host, RunningBuild build) throws Exception;

  /** Restores the host after the build has ended. */
  default void settle(FleetHost host) throws Exception {}

  /** Whether the build keeps its host, so that no step runs twice. */
  boolean keepsHost();

  /** All faults. */
  static List<HostFault> all() {
    return List.of(
        new Loss(false),
        new Loss(true),
        new Restart("temporal"),
        new Restart("postgresql"),
        new Restart("registry"),
        new Partition());
  }

  /**
   * All processes of the host end at once, without notice; later the host is switched on again.
   *
   * @param layersPushed whether builds push their layers (store.layers: push), so that no pushed
   *     layer may be made again. The build then uses no layer of an earlier one: to it, every other
   *     host is empty
   */
  record Loss(boolean layersPushed) implements HostFault {
    private static final List<String> MAKE_LAYERS =
        List.of("install", "script:base", "script:work", "script:last", "finalize");

    @Override
    public String name() {
      return layersPushed ? "host-lost-layers-pushed" : "host-lost";
    }

    @Override
    public void prepare(Fleet fleet) throws Exception {
      fleet.pushLayers(layersPushed);
    }

    @Override
    public boolean needsForce() {
      return layersPushed;
    }

    @Override
    public void judge(RunningBuild build, Instant struck) {
      if (layersPushed) {
        List<String> pushed = build.timeline().pushedBefore(struck);
        // Layers are pushed while later steps run, so the newest one may be missing.
        assertTrue(
            !pushed.isEmpty() || made(build, struck) < 2,
            () -> "no layer was pushed: " + build.timeline().lines());
        int newest = pushed.stream().mapToInt(MAKE_LAYERS::indexOf).max().orElse(-1);
        for (String step : MAKE_LAYERS.subList(0, newest + 1)) {
          assertEquals(
              1,
              build.timeline().begun(step),
              () -> step + " ran again: " + build.timeline().lines());
        }
      }
    }

    private static long made(RunningBuild build, Instant struck) {
      return build.timeline().runs().stream()
          .filter(r -> MAKE_LAYERS.contains(r.step()) && r.completed())
          .filter(r -> r.ended().filter(end -> end.isBefore(struck)).isPresent())
          .count();
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

  /** A part of the service is killed, and restarts. */
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

  /** The host keeps running, but nothing that it sends arrives until another host has its build. */
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
