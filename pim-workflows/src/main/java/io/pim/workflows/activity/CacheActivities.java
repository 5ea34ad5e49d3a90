package io.pim.workflows.activity;

import io.pim.model.files.BuildId;
import io.pim.workflows.message.BuildResult;
import io.temporal.activity.ActivityInterface;
import java.util.Optional;

/** Finds results that a host already has. */
@ActivityInterface
public interface CacheActivities {
  /** The registered image with the plan's key, if it still exists and its digest matches. */
  Optional<BuildResult> findImage(BuildId buildId);

  /** The name of the last step whose layer exists and is sound; empty when there is none. */
  Optional<String> findNewestLayer(BuildId buildId);
}
