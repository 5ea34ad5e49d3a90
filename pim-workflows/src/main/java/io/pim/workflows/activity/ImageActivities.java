package io.pim.workflows.activity;

import io.pim.model.registry.ImageEntry;
import io.temporal.activity.ActivityInterface;

/** The steps from the last layer to the finished image. */
@ActivityInterface
public interface ImageActivities {
  /** Makes one compressed qcow2 from the chain of layers, checks it and computes its digest. */
  StepNote flatten(StepRef step);

  /** Moves the verified image and its manifest to their final place. */
  ImageEntry publish(StepRef step);
}
