package io.pim.activities.host;

import io.pim.activities.step.StepRunner;
import io.pim.host.claim.BuildLife;
import io.pim.host.store.LayerLimit;
import io.pim.model.files.BuildId;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.RequestRef;

/** Opens builds on this host, and ends their machines and servers. */
public final class HostActivitiesImpl implements HostActivities {
  private final StepRunner runner;
  private final BuildLife life;
  private final LayerLimit limit;

  public HostActivitiesImpl(StepRunner runner, BuildLife life, LayerLimit limit) {
    this.runner = runner;
    this.life = life;
    this.limit = limit;
  }

  @Override
  public boolean reopen(RequestRef request) {
    return runner.ending(request.buildId(), "open", heartbeat -> life.reopen(request));
  }

  @Override
  public void open(BuildRequest request) {
    runner.ending(
        request.buildId(),
        "open",
        heartbeat -> {
          life.open(request);
          return request.buildId();
        });
  }

  @Override
  public void stopMachines(BuildId buildId) {
    runner.ending(
        buildId,
        "stop machines",
        heartbeat -> {
          life.stopMachines(buildId);
          return buildId;
        });
  }

  @Override
  public void release(BuildId buildId) {
    runner.ending(
        buildId,
        "release",
        heartbeat -> {
          life.release(buildId);
          return buildId;
        });
  }

  @Override
  public void cleanUp(BuildId buildId) {
    runner.ending(
        buildId,
        "clean up",
        heartbeat -> {
          life.cleanUp(buildId);
          limit.holdAfter(buildId);
          return buildId;
        });
  }
}
