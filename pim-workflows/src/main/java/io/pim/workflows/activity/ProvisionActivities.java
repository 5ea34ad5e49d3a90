package io.pim.workflows.activity;

import io.temporal.activity.ActivityInterface;

/** The steps from an installed disk to one that is ready to become an image. */
@ActivityInterface
public interface ProvisionActivities {
  /** Boots an overlay of the newest layer, or joins the machine that is already running. */
  StepNote boot(StepRef step);

  /** Waits until the installed system accepts PIM's login, and installs the build's own key. */
  StepNote waitForSsh(StepRef step);

  /** Runs one script as root and freezes the resulting disk state. */
  StepNote runScript(StepRef step);

  /** Removes what must not be in an image: keys, identities, caches, logs. */
  StepNote finalizeSystem(StepRef step);

  /** Shuts the machine down and keeps its disk as the last layer. */
  StepNote shutDown(StepRef step);
}
