package io.pim.workflows.activity;

import io.pim.model.registry.ImageEntry;
import io.temporal.activity.ActivityInterface;

/** The steps from the last layer to the finished image. */
@ActivityInterface
public interface ImageActivities {
  /** Makes one qcow2 of the chain of layers, compares it with them and takes its digest. */
  StepNote flatten(StepRef step);

  /** Moves the image to its place, with its manifest, where the very disk was verified. */
  ImageEntry publish(StepRef step);
}
