package io.pim.workflows.message;

import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.DeploymentId;
import io.pim.model.unit.Architecture;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of a deployment for people: the answer to the workflow's status query.
 *
 * @param image the name of the image
 * @param step the step that runs, or at which the deployment stopped; empty when it is done
 * @param host the host that has the image, and so runs every step
 * @param failure why the deployment is held or has failed
 * @param result the result; also of a deployment that ended while it removed older ones
 * @param removed what was made on the target and then removed because the deployment did not
 *     succeed or was retried with other settings; one line each
 * @param left what could not be removed, and why; one line each
 */
public record DeployStatus(
    DeploymentId id,
    DeployAct act,
    String image,
    String profile,
    Architecture architecture,
    String target,
    BuildState state,
    Optional<DeployStep> step,
    String host,
    Instant startedAt,
    List<DeployStepStatus> steps,
    Optional<FailureReport> failure,
    Optional<DeployResult> result,
    List<String> removed,
    List<String> left) {

  public DeployStatus {
    steps = List.copyOf(steps);
    removed = List.copyOf(removed);
    left = List.copyOf(left);
  }
}
