package io.pim.workflows.activity;

import io.temporal.activity.ActivityInterface;

/** From an ISO to an installed disk. */
@ActivityInterface
public interface InstallActivities {
  /** Makes sure the verified ISO is on the host. */
  StepNote fetchIso(StepRef step);

  /** Makes the empty disk. */
  StepNote createDisk(StepRef step);

  /** Boots the installer, serves its preseed, and keeps the disk as a layer when it powers off. */
  StepNote install(StepRef step);
}
