package io.pim.activities.registry;

import io.pim.activities.step.StepRunner;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.workflows.activity.RegistryActivities;

/** Writes images into the registry of the host this runs on. */
public final class RegistryActivitiesImpl implements RegistryActivities {
  private final StepRunner runner;
  private final Registry registry;

  public RegistryActivitiesImpl(StepRunner runner, Registry registry) {
    this.runner = runner;
    this.registry = registry;
  }

  @Override
  public void register(ImageEntry image) {
    runner.guarded(
        "register",
        heartbeat -> {
          registry.register(image);
          return image.name();
        });
  }
}
