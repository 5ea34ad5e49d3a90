package io.pim.workflows.activity;

import io.pim.model.registry.ImageEntry;
import io.temporal.activity.ActivityInterface;

/** From the last layer to a verified image in its place. */
@ActivityInterface
public interface ImageActivities {
  /** Makes one compressed qcow2 of the chain of layers, checks it and takes its digest. */
  StepNote flatten(StepRef step);

  /** Boots a throw-away overlay of the image as a cloud instance would, and checks it. */
  StepNote verify(StepRef step);

  /** Moves the verified image to its place, with its manifest. */
  ImageEntry publish(StepRef step);
}
