package io.pim.workflows.activity;

import io.pim.model.files.BuildId;
import io.temporal.activity.ActivityInterface;

/** Finds results that a host already has. */
@ActivityInterface
public interface CacheActivities {
  /** The registered image with the plan's key; if there is none, the newest intact layer. */
  WhatIsThere look(BuildId buildId);
}
