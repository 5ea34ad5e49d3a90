package io.pim.activities.deploy;

import io.pim.activities.step.StepRunner;
import io.pim.host.claim.BuildService;
import io.pim.host.deploy.DeployLife;
import io.pim.host.deploy.DeployWork;
import io.pim.host.deploy.OpenDeployments;
import io.pim.model.files.DeploymentId;
import io.pim.workflows.activity.DeployActivities;
import io.pim.workflows.activity.DeployNote;
import io.pim.workflows.activity.DeployStepRef;
import io.pim.workflows.message.DeployRequest;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Runs the steps of deployments on this host, one try of a deployment at a time. */
public final class DeployActivitiesImpl implements DeployActivities {
  private final StepRunner runner;
  private final OpenDeployments deployments;
  private final DeployWork work;
  private final DeployLife life;
  private final Supplier<BuildService> service;

  public DeployActivitiesImpl(
      StepRunner runner,
      OpenDeployments deployments,
      DeployWork work,
      DeployLife life,
      Supplier<BuildService> service) {
    this.runner = runner;
    this.deployments = deployments;
    this.work = work;
    this.life = life;
    this.service = service;
  }

  @Override
  public void open(DeployRequest request) {
    runner.ending(
        turn(request.id()),
        "open",
        heartbeat -> {
          life.open(request, service.get());
          return request.id();
        });
  }

  private DeployNote run(DeployStepRef ref) {
    return runner.run(
        ref.step().id(),
        () -> deployments.open(ref.id()),
        turn(ref.id()),
        (deployment, heartbeat) -> work.run(deployment, ref.step(), heartbeat));
  }

  private Path turn(DeploymentId id) {
    return deployments.folder(id).turn();
  }

  @Override
  public DeployNote resolve(DeployStepRef step) {
    return run(step);
  }

  @Override
  public DeployNote check(DeployStepRef step) {
    return run(step);
  }

  @Override
  public DeployNote convert(DeployStepRef step) {
    return run(step);
  }

  @Override
  public DeployNote upload(DeployStepRef step) {
    return run(step);
  }

  @Override
  public DeployNote create(DeployStepRef step) {
    return run(step);
  }

  @Override
  public DeployNote trial(DeployStepRef step) {
    return run(step);
  }

  @Override
  public DeployNote switchTo(DeployStepRef step) {
    return run(step);
  }

  @Override
  public DeployNote record(DeployStepRef step) {
    return run(step);
  }

  @Override
  public DeployNote prune(DeployStepRef step) {
    return run(step);
  }

  @Override
  public DeployNote undo(DeploymentId id) {
    return deployments.has(id)
        ? runner.run("undo", () -> deployments.open(id), turn(id), life::undo)
        : DeployNote.of("nothing was begun");
  }

  @Override
  public void close(DeploymentId id) {
    runner.ending(
        turn(id),
        "close",
        heartbeat -> {
          life.close(id);
          return id;
        });
  }
}
