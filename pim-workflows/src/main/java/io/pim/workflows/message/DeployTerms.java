package io.pim.workflows.message;

import java.util.Optional;

/**
 * What a person chose for a deployment beside its plan.
 *
 * @param project the folder whose configuration it has; as in {@link DeployRequest}
 */
public record DeployTerms(OnFailure onFailure, Optional<String> project) {}
