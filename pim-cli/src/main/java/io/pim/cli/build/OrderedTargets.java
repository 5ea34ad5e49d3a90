package io.pim.cli.build;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.secret.SealedSecrets;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.DeployTargets;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.model.plan.Plan;
import io.pim.model.profile.Targets;
import io.pim.model.target.Target;
import io.pim.workflows.message.DeployOrder;
import io.pim.workflows.message.OnFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The targets that a build's image is deployed to once it is registered. */
record OrderedTargets(CliContext context, List<Target> targets) {
  /**
   * Finds and checks the targets.
   *
   * @throws io.pim.cli.output.CommandFailure when one cannot take the plan's image
   */
  static OrderedTargets of(CliContext context, List<String> names, Plan plan) {
    if (names.isEmpty()) {
      return new OrderedTargets(context, List.of());
    }
    Targets all = DeployTargets.read(context);
    List<Target> targets = names.stream().distinct().map(all::get).toList();
    for (Target target : targets) {
      DeployTargets.require(
          context, target, "The image of profile " + plan.profile(), plan.architecture());
      requireName(context, target, plan);
    }
    return new OrderedTargets(context, targets);
  }

  /**
   * Checked now, because the deployment's name is composed much later, when nobody could change its
   * parts.
   */
  private static void requireName(CliContext context, Target target, Plan plan) {
    try {
      DeploymentId.startedAt(
          plan.profile(), plan.architecture(), target.name(), context.clock().instant());
    } catch (IllegalArgumentException e) {
      throw Complaint.of(
              ExitStatus.USAGE,
              "Profile " + plan.profile() + " cannot be deployed to target " + target.name() + ".")
          .at(target.tree().origin())
          .because(String.valueOf(e.getMessage()))
          .advise("Give the target or the profile another name.")
          .failure();
    }
  }

  List<String> names() {
    return targets.stream().map(Target::name).toList();
  }

  /** The orders for a build, with secrets that only its worker can open. */
  List<DeployOrder> orders(BuildId build, OnFailure onFailure)
      throws IOException, InterruptedException {
    List<DeployOrder> orders = new ArrayList<>();
    for (Target target : targets) {
      String bound = DeployOrder.bound(build, target.name(), target.type().id(), target.plain());
      orders.add(
          new DeployOrder(
              target.name(),
              target.type().id(),
              target.plain(),
              target.settings().common().keep(),
              target.settings().common().trial(),
              new SealedSecrets(context).of(target, bound),
              onFailure));
    }
    return orders;
  }
}
