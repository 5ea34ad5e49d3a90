package io.pim.workflows.build;

import io.pim.model.plan.StepKey;
import io.pim.workflows.message.BuildSoFar;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * How often infrastructure has failed since the build got any further. A new layer is what counts
 * as further: steps that fail in turn would otherwise go on for ever, and so would a host that
 * loses a layer each time the build has made it again.
 */
final class SetBacks {
  private static final int MOST = 3;

  private final Set<StepKey> layers;
  private int sinceNewLayer;

  SetBacks(Optional<BuildSoFar> soFar) {
    this.layers = new HashSet<>(soFar.map(BuildSoFar::layers).orElse(Set.of()));
    this.sinceNewLayer = soFar.map(BuildSoFar::setBacks).orElse(0);
  }

  /** Counts one; false when there have been too many, and trying again is taken for vain. */
  boolean count() {
    sinceNewLayer++;
    return sinceNewLayer <= MOST;
  }

  void layerMade(StepKey layer) {
    if (layers.add(layer)) {
      sinceNewLayer = 0;
    }
  }

  /** A person has looked into it. */
  void forgive() {
    sinceNewLayer = 0;
  }

  int sinceNewLayer() {
    return sinceNewLayer;
  }

  /** The layers that this build has made so far, on any host. */
  Set<StepKey> layers() {
    return Set.copyOf(layers);
  }
}
