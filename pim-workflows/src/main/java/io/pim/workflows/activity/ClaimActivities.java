package io.pim.workflows.activity;

import io.pim.model.files.BuildId;
import io.temporal.activity.ActivityInterface;

/**
 * Claims a host for a build: on the queue of an architecture, or on the claim queue of one host.
 */
@ActivityInterface
public interface ClaimActivities {
  /** The failure type of a claim that found no free slot. Temporal repeats the claim. */
  String NO_ROOM = "NO_ROOM";

  /**
   * Takes one of the host's VM slots for the build, or confirms that the build has one. Does not
   * wait for a slot: it fails with {@link #NO_ROOM}, and so returns to its queue.
   */
  HostClaim claim(BuildId buildId);
}
