package io.pim.workflows.activity;

import io.pim.model.registry.ImageEntry;
import io.temporal.activity.ActivityInterface;

/** Maintains the registry; runs on the registry's host. */
@ActivityInterface
public interface RegistryActivities {
  void register(ImageEntry image);
}
