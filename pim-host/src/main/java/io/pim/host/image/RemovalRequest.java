package io.pim.host.image;

import io.pim.model.files.BuildId;
import java.util.Set;

/**
 * How images are removed.
 *
 * @param force whether those in use go as well
 * @param dryRun to tell and not to do
 * @param unfinished what a Temporal service says of builds that have not ended
 * @param host this host: what is on another one stays, and of it only the entry can go
 */
public record RemovalRequest(boolean force, boolean dryRun, Set<BuildId> unfinished, String host) {
  public RemovalRequest {
    unfinished = Set.copyOf(unfinished);
  }
}
