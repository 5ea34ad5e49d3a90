package io.pim.activities.deploy;

import io.pim.activities.step.StepRunner;
import io.pim.host.deploy.DeployOrders;
import io.pim.workflows.activity.DeployOrderActivities;
import io.pim.workflows.activity.DeployOrderRef;
import io.pim.workflows.message.DeployRequest;

/** Turns orders into deployments on the host that has the image. */
public final class DeployOrderActivitiesImpl implements DeployOrderActivities {
  private final StepRunner runner;
  private final DeployOrders orders;

  public DeployOrderActivitiesImpl(StepRunner runner, DeployOrders orders) {
    this.runner = runner;
    this.orders = orders;
  }

  @Override
  public DeployRequest requestFor(DeployOrderRef order) {
    return runner.guarded("order", heartbeat -> orders.request(order));
  }
}
