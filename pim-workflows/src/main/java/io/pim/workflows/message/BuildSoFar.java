package io.pim.workflows.message;

import io.pim.model.plan.StepKey;
import java.util.List;
import java.util.Set;

/**
 * The state that a build carries over into a new history, because Temporal bounds the size of one
 * history.
 *
 * @param status the last status shown; the build is held, or between two tries
 * @param finished the steps that the build itself has completed
 * @param lastHost the host with the build's layers; empty when it had no host yet
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
