package io.pim.workflows.activity;

import io.pim.model.files.BuildId;
import io.pim.workflows.message.BuildResult;
import io.temporal.activity.ActivityInterface;
import java.util.Optional;

/** Looks for what a host has already. */
@ActivityInterface
public interface CacheActivities {
  /** The registered image with the plan's key, where it still exists and its digest matches. */
  Optional<BuildResult> findImage(BuildId buildId);

  /** The name of the last step whose layer exists and is sound; empty where there is none. */
  Optional<String> findNewestLayer(BuildId buildId);
}
