package io.pim.cli.client;

import io.pim.workflows.message.BuildStatus;
import java.util.List;
import java.util.Optional;

/**
 * The state of a build at one moment.
 *
 * @param row the Temporal service's own part
 * @param status the workflow's part; empty when no worker answers
 * @param pending the activities that run or wait for a worker
 */
public record Observation(BuildRow row, Optional<BuildStatus> status, List<PendingStep> pending) {
  public Observation {
    pending = List.copyOf(pending);
  }
}
