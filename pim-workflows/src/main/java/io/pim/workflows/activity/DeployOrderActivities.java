package io.pim.workflows.activity;

import io.pim.workflows.message.DeployRequest;
import io.temporal.activity.ActivityInterface;

/** Makes the deployments that were ordered with a build; runs on the host that has the image. */
@ActivityInterface
public interface DeployOrderActivities {
  /** The request of the deployment, with the image from the host's registry. */
  DeployRequest requestFor(DeployOrderRef order);
}
