package io.pim.workflows.activity;

import io.temporal.activity.ActivityInterface;

/** The steps from an ISO to an installed disk. */
@ActivityInterface
public interface InstallActivities {
  /** Ensures that the verified ISO is on the host. */
  StepNote fetchIso(StepRef step);

  /** Creates the empty disk. */
  StepNote createDisk(StepRef step);

  /** Boots the installer, serves its preseed, and keeps the disk as a layer after power-off. */
  StepNote install(StepRef step);
}
