package io.pim.workflows.message;

import io.pim.model.deploy.DeployStep;
import java.time.Instant;
import java.util.Optional;

/**
 * One step of a deployment, for people.
 *
 * @param note the result of the step in one line; may be empty
 */
public record DeployStepStatus(
    DeployStep step,
    StepState state,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    String note) {}
