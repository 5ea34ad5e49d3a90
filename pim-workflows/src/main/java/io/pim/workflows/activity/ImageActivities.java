package io.pim.workflows.activity;

import io.pim.model.registry.ImageEntry;
import io.temporal.activity.ActivityInterface;

/** From the last layer to an image in its place. */
@ActivityInterface
public interface ImageActivities {
  /** Makes one compressed qcow2 of the chain of layers, checks it and takes its digest. */
  StepNote flatten(StepRef step);

  /** Moves the verified image to its place, with its manifest. */
  ImageEntry publish(StepRef step);
}
