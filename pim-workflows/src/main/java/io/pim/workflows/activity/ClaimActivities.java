package io.pim.workflows.activity;

import io.pim.model.files.BuildId;
import io.temporal.activity.ActivityInterface;

/**
 * Finds a host for a build; on the queue of an architecture, or on that of the claims of one host.
 */
@ActivityInterface
public interface ClaimActivities {
  /** The type of the failure of a claim that no slot was free for. It is made again, and again. */
  String NO_ROOM = "NO_ROOM";

  /**
   * Takes one of the host's VM slots for the build, or confirms that the build has one. Does not
   * wait for a slot: it fails with {@link #NO_ROOM}, and so goes back to its queue.
   */
  HostClaim claim(BuildId buildId);
}
