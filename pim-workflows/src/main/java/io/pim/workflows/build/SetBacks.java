package io.pim.workflows.build;

import io.pim.model.failure.FailureReport;
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

  /** A failure says what PIM does about it; this is what it says when PIM gives that up. */
  FailureReport inVain(FailureReport last) {
    String count = "The build has failed " + sinceNewLayer + " times since its last new layer.";
    return new FailureReport(
        last.kind(),
        last.what(),
        last.where(),
        last.why().isEmpty() ? count : count + " The last time: " + last.why(),
        "Look at the build's log and console, and at its host; then: pim build retry",
        last.lastLines());
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
