package io.pim.host.image;

import io.pim.model.files.BuildId;
import java.util.Set;

/**
 * The options for removing images.
 *
 * @param force whether to remove images in use
 * @param dryRun whether to report only
 * @param unfinished the unfinished builds, from a Temporal service
 * @param host this host's id: files on other hosts stay, only their entries can be removed
 */
public record RemovalRequest(boolean force, boolean dryRun, Set<BuildId> unfinished, String host) {
  public RemovalRequest {
    unfinished = Set.copyOf(unfinished);
  }
}
