package io.pim.cli.client;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.pim.model.deploy.DeployAct;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.DeployStepStatus;
import java.util.List;
import java.util.Optional;

/**
 * Everything known about a deployment; the JSON of {@code pim deploy show -o json}, which also has
 * the fields of {@link DeploymentRow}.
 *
 * @param act empty when no worker answers
 * @param answered whether a worker answered for it; without one there are no steps
 * @param failure why it is held or has failed
 * @param removed what it had made on the target and has removed again
 * @param left what may still be on the target
 * @param pending the activities that run or wait for a worker
 */
public record DeploymentReport(
    @JsonUnwrapped DeploymentRow deployment,
    Optional<DeployAct> act,
    boolean answered,
    List<DeployStepStatus> steps,
    Optional<FailureReport> failure,
    Optional<DeployResult> result,
    List<String> removed,
    List<String> left,
    List<PendingStep> pending) {
  public DeploymentReport {
    steps = List.copyOf(steps);
    removed = List.copyOf(removed);
    left = List.copyOf(left);
    pending = List.copyOf(pending);
  }
}
