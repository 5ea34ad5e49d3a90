package io.pim.workflows.activity;

import io.pim.model.files.BuildId;
import io.temporal.activity.ActivityInterface;

/** Finds a host for a build; on the queue of an architecture, or of the one host that may. */
@ActivityInterface
public interface ClaimActivities {
  /** Takes one of the host's VM slots for the build, or confirms that the build has one. */
  HostClaim claim(BuildId buildId);
}
