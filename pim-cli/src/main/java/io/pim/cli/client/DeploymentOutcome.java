package io.pim.cli.client;

import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.DeployStatus;
import java.util.List;
import java.util.Optional;

/**
 * How a deployment ended, or why it is held.
 *
 * @param result its result
 * @param removed what it had made on the target and has removed again, one line each
 * @param left what may still be on the target, one line each
 */
public record DeploymentOutcome(
    BuildState state,
    Optional<DeployResult> result,
    Optional<FailureReport> failure,
    List<String> removed,
    List<String> left)
    implements Outcome {
  public DeploymentOutcome {
    removed = List.copyOf(removed);
    left = List.copyOf(left);
  }

  /** The outcome of a deployment that is held. */
  public static DeploymentOutcome held(DeployStatus status) {
    return new DeploymentOutcome(
        BuildState.HELD, Optional.empty(), status.failure(), List.of(), List.of());
  }

  /**
   * The outcome of a deployment that has ended.
   *
   * @param status what its workflow says of the end; empty when no worker answers
   */
  static DeploymentOutcome ended(WorkflowEnd<DeployResult> end, Optional<DeployStatus> status) {
    return new DeploymentOutcome(
        end.state(),
        end.result(),
        end.failure(),
        status.map(DeployStatus::removed).orElse(List.of()),
        status.map(DeployStatus::left).orElse(List.of()));
  }
}
