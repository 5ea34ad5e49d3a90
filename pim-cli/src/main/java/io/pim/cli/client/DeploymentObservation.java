package io.pim.cli.client;

import io.pim.workflows.message.DeployStatus;
import java.util.List;
import java.util.Optional;

/**
 * The state of a deployment at one moment.
 *
 * @param row the Temporal service's own part
 * @param status the workflow's part; empty when no worker answers
 * @param pending the activities that run or wait for a worker
 */
public record DeploymentObservation(
    DeploymentRow row, Optional<DeployStatus> status, List<PendingStep> pending) {
  public DeploymentObservation {
    pending = List.copyOf(pending);
  }
}
