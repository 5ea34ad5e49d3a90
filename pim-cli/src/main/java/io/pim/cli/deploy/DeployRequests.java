package io.pim.cli.deploy;

import io.pim.cli.secret.SealedSecrets;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.DeployTargets;
import io.pim.cli.shell.SameProject;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.DeploymentId;
import io.pim.model.profile.Targets;
import io.pim.model.target.Target;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.OnFailure;
import java.io.IOException;
import java.util.Optional;

/** Makes the plans and requests of deployments from the configuration, with sealed secrets. */
final class DeployRequests {
  private final CliContext context;

  DeployRequests(CliContext context) {
    this.context = context;
  }

  /**
   * The targets of the configuration.
   *
   * @throws io.pim.model.config.ConfigProblems with every mistake in the files
   */
  Targets targets() {
    return DeployTargets.read(context);
  }

  /** The plan for putting an image on a target. */
  static DeployPlan deploy(Target target, DeployedImage image) {
    return plan(
        DeployAct.DEPLOY, target, image, Optional.empty(), target.settings().common().keep());
  }

  /** The plan of an act on a target. */
  static DeployPlan plan(
      DeployAct act,
      Target target,
      DeployedImage image,
      Optional<DeploymentId> rollbackTo,
      int keep) {
    return DeployPlan.of(
        act,
        target.name(),
        target.type().id(),
        target.plain(),
        image,
        rollbackTo,
        keep,
        target.settings().common().trial());
  }

  /** A request for a new deployment, named after the current time. */
  DeployRequest start(DeployPlan plan, Target target, OnFailure onFailure)
      throws IOException, InterruptedException {
    DeploymentId id =
        DeploymentId.startedAt(
            plan.image().profile(),
            plan.image().architecture(),
            plan.target(),
            context.clock().instant());
    return request(id, plan, target, onFailure);
  }

  /** A request for a deployment that keeps its id. */
  DeployRequest request(DeploymentId id, DeployPlan plan, Target target, OnFailure onFailure)
      throws IOException, InterruptedException {
    return new DeployRequest(
        id,
        plan,
        new SealedSecrets(context).of(target, DeployRequest.bound(id, plan)),
        onFailure,
        Optional.of(SameProject.of(context.folders()).folder()));
  }
}
