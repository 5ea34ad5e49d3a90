package io.pim.workflows.build;

import io.pim.model.failure.FailureReport;
import io.pim.model.plan.StepKey;
import io.pim.workflows.message.BuildSoFar;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Counts failures of infrastructure since the build last made progress. Only a new layer counts as
 * progress. Otherwise steps that fail in turn would go on endlessly, and so would a host that keeps
 * losing a layer the build has made again.
 */
final class SetBacks {
  private static final int MOST = 3;

  private final Set<StepKey> layers;
  private int sinceNewLayer;

  SetBacks(Optional<BuildSoFar> soFar) {
    this.layers = new HashSet<>(soFar.map(BuildSoFar::layers).orElse(Set.of()));
    this.sinceNewLayer = soFar.map(BuildSoFar::setBacks).orElse(0);
  }

  /** Counts one set-back. False if there were too many, so that another try would be useless. */
  boolean count() {
    sinceNewLayer++;
    return sinceNewLayer <= MOST;
  }

  /** The failure that reports that PIM does not try again. */
  FailureReport inVain(FailureReport last) {
    String count = "The build has failed " + sinceNewLayer + " times since its last new layer.";
    return new FailureReport(
        last.kind(),
        last.what(),
        last.where(),
        last.why().isEmpty() ? count : count + " The last time: " + last.why(),
        "Check the build's log and console, and its host; then: pim build retry",
        last.lastLines());
  }

  void layerMade(StepKey layer) {
    if (layers.add(layer)) {
      sinceNewLayer = 0;
    }
  }

  /** Resets the count, because a person has looked into the failures. */
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
