package io.pim.workflows.activity;

import io.pim.model.registry.ImageEntry;
import io.temporal.activity.ActivityInterface;

/** Maintains the registry of a host; runs on the host that has the image. */
@ActivityInterface
public interface RegistryActivities {
  void register(ImageEntry image);
}
