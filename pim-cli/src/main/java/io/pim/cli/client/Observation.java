package io.pim.cli.client;

import io.pim.workflows.message.BuildStatus;
import java.util.List;
import java.util.Optional;

/**
 * The state of a build at one moment.
 *
 * @param row what the Temporal service knows by itself
 * @param status what the workflow says; empty where no worker answers for it
 * @param pending what is under way or waits for a worker
 */
public record Observation(BuildRow row, Optional<BuildStatus> status, List<PendingStep> pending) {
  public Observation {
    pending = List.copyOf(pending);
  }
}
