package io.pim.activities.image;

import io.pim.activities.step.StepRunner;
import io.pim.model.registry.ImageEntry;
import io.pim.workflows.activity.ImageActivities;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;

/** Flattens and publishes an image. */
public final class ImageActivitiesImpl implements ImageActivities {
  private final StepRunner runner;
  private final FlattenStep flatten;
  private final PublishStep publish;

  public ImageActivitiesImpl(StepRunner runner, FlattenStep flatten, PublishStep publish) {
    this.runner = runner;
    this.flatten = flatten;
    this.publish = publish;
  }

  @Override
  public StepNote flatten(StepRef step) {
    return runner.run(step, flatten::run);
  }

  @Override
  public ImageEntry publish(StepRef step) {
    return runner.run(step, publish::run);
  }
}
