package io.pim.workflows.activity;

import io.pim.model.registry.ImageEntry;
import io.temporal.activity.ActivityInterface;

/** The steps from the last layer to the finished image. */
@ActivityInterface
public interface ImageActivities {
  /** Makes one qcow2 from the chain of layers, compares it with them and computes its digest. */
  StepNote flatten(StepRef step);

  /** Moves the image with its manifest to its place. Fails unless the same disk was verified. */
  ImageEntry publish(StepRef step);
}
