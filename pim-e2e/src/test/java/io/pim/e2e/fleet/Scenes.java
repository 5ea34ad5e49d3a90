package io.pim.e2e.fleet;

import io.pim.e2e.chaos.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** All scenes. */
final class Scenes {
  private Scenes() {}

  /**
   * The seed decides the order of the disturbances, because each one meets the leftovers of the
   * others.
   */
  static List<FleetScene> of(Random random) {
    List<FleetScene> disturbances = new ArrayList<>();
    for (HostFault fault : HostFault.all()) {
      for (Place place : Place.values()) {
        disturbances.add(new Disturbance(fault, place));
      }
    }
    Collections.shuffle(disturbances, random);
    List<FleetScene> all = new ArrayList<>();
    all.add(new Crowd());
    all.addAll(disturbances);
    all.add(new DrainUnderLoad());
    all.add(new SameHostId());
    all.add(new FullHost());
    all.add(new SkewedClocks());
    all.add(new SlowLink());
    return all;
  }
}
