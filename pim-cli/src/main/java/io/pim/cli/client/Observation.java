package io.pim.cli.client;

import java.util.List;
import java.util.Optional;

/**
 * The state of a build or a deployment at one moment.
 *
 * @param row the Temporal service's own part
 * @param status the workflow's part; empty when no worker answers
 * @param pending the activities that run or wait for a worker
 */
public record Observation<R extends WorkRow, S>(
    R row, Optional<S> status, List<PendingStep> pending) {
  public Observation {
    pending = List.copyOf(pending);
  }
}
