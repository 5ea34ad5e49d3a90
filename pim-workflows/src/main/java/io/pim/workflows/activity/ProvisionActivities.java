package io.pim.workflows.activity;

import io.temporal.activity.ActivityInterface;

/** From an installed disk to one that is ready to become an image. */
@ActivityInterface
public interface ProvisionActivities {
  /** Boots an overlay of the newest layer, or joins the machine that runs already. */
  StepNote boot(StepRef step);

  /** Waits until the installed system lets PIM in, and puts the build's own key there. */
  StepNote waitForSsh(StepRef step);

  /** Runs one script as root and freezes the disk state after it. */
  StepNote runScript(StepRef step);

  /** Takes out what must not be in an image: keys, identities, caches, logs. */
  StepNote finalizeSystem(StepRef step);

  /** Shuts the machine down and keeps its disk as the last layer. */
  StepNote shutDown(StepRef step);
}
