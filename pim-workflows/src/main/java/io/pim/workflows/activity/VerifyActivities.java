package io.pim.workflows.activity;

import io.temporal.activity.ActivityInterface;

/** Tests an image by booting it. */
@ActivityInterface
public interface VerifyActivities {
  /** Boots a throw-away overlay of the image as a cloud instance would, and checks it. */
  StepNote verify(StepRef step);
}
