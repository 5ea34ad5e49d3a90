package io.pim.workflows.activity;

import io.temporal.activity.ActivityInterface;

/** Tests an image by booting it. */
@ActivityInterface
public interface VerifyActivities {
  /**
   * Boots a throw-away overlay of the finalized disk as a cloud instance would, and checks it. The
   * image is made of that disk meanwhile, and compared with it.
   */
  StepNote verify(StepRef step);
}
