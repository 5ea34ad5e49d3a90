package io.pim.workflows.message;

import java.util.List;
import java.util.Optional;

/**
 * The result of a deployment.
 *
 * @param place the id of what was made or switched to on the target, such as a VM id or a path;
 *     empty for a removal
 * @param previous the deployment that the target switched away from
 * @param removed what was removed from the target, one line each
 */
public record DeployResult(
    Optional<String> place, Optional<String> previous, List<String> removed) {
  public static final DeployResult NONE =
      new DeployResult(Optional.empty(), Optional.empty(), List.of());

  public DeployResult {
    removed = List.copyOf(removed);
  }
}
