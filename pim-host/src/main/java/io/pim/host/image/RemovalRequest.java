package io.pim.host.image;

import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import java.util.Map;
import java.util.Set;

/**
 * The options for removing images.
 *
 * @param force whether to remove images in use
 * @param dryRun whether to report only
 * @param unfinished the unfinished builds, from a Temporal service
 * @param deploying the unfinished deployments, from a Temporal service, with their images
 * @param host this host's id: files on other hosts stay, only their entries can be removed
 */
public record RemovalRequest(
    boolean force,
    boolean dryRun,
    Set<BuildId> unfinished,
    Map<DeploymentId, String> deploying,
    String host) {
  public RemovalRequest {
    unfinished = Set.copyOf(unfinished);
    deploying = Map.copyOf(deploying);
  }
}
