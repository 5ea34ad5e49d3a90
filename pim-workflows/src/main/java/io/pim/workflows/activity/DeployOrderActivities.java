package io.pim.workflows.activity;

import io.pim.workflows.message.DeployRequest;
import io.temporal.activity.ActivityInterface;

/** Makes deployments of what was ordered with a build; runs on the host that has the image. */
@ActivityInterface
public interface DeployOrderActivities {
  /** The request of the deployment, with the image as the host's registry has it. */
  DeployRequest requestFor(DeployOrderRef order);
}
