package io.pim.workflows.message;

import java.util.Optional;

/**
 * A person's choices for a deployment besides its plan.
 *
 * @param project the folder of its configuration; as in {@link DeployRequest}
 */
public record DeployTerms(OnFailure onFailure, Optional<String> project) {}
