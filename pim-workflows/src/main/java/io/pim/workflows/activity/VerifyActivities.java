package io.pim.workflows.activity;

import io.temporal.activity.ActivityInterface;

/** Tests an image by booting it. */
@ActivityInterface
public interface VerifyActivities {
  /**
   * Boots a temporary overlay of the finalized disk as a cloud instance would, and checks it.
   * Meanwhile the image is made from that disk and compared with it.
   */
  StepNote verify(StepRef step);
}
