package io.pim.workflows.message;

import io.pim.model.plan.StepKey;
import java.util.List;
import java.util.Set;

/**
 * What a build takes along when it goes on in a new history, because Temporal bounds the old one.
 *
 * @param status as people saw it last; the build is held, or between two tries
 * @param finished what the build has done itself
 * @param lastHost has the build's layers; empty where it has been on none
 * @param setBacks how often it was set back since it made a new layer
 * @param layers the layers it has made
 */
public record BuildSoFar(
    BuildStatus status,
    List<StepStatus> finished,
    String lastHost,
    boolean lastHostIsLost,
    int setBacks,
    Set<StepKey> layers) {

  public BuildSoFar {
    finished = List.copyOf(finished);
    layers = Set.copyOf(layers);
  }
}
