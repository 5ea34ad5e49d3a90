package io.pim.host.deploy;

import io.pim.model.config.ConfigProblems;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.TargetSettings;
import io.pim.workflows.message.DeployRequest;
import java.util.Optional;

/** Refuses a request that this PIM cannot run correctly. It checks every part of a request. */
final class DeployPlanCheck {
  private DeployPlanCheck() {}

  /**
   * The settings of a request's target, read again by this host's own rules.
   *
   * @throws BuildFailure PLAN_UNREADABLE when another version of PIM made the plan; TARGET_REFUSED
   *     when the settings have mistakes
   */
  static TargetSettings settings(DeployRequest request, Object where) {
    Optional<String> problem = problem(request.id(), request.plan());
    if (problem.isPresent()) {
      throw BuildFailure.of(
              FailureKind.PLAN_UNREADABLE,
              "The PIM on this host cannot run the plan: another version of PIM has made it.")
          .where(where)
          .why(problem.get())
          .todo(
              "Install the same version of PIM on this host and where deployments are started, then"
                  + " restart the worker and run `pim deploy retry "
                  + request.id()
                  + "`.")
          .build();
    }
    try {
      return TargetSettings.read(request.plan().target(), request.plan().settings());
    } catch (ConfigProblems e) {
      throw BuildFailure.of(
              FailureKind.TARGET_REFUSED, "The settings of the target have a mistake.")
          .where("target " + request.plan().target())
          .why(String.valueOf(e.getMessage()))
          .todo("Fix targets.d, then run `pim deploy retry " + request.id() + "`.")
          .build();
    }
  }

  private static Optional<String> problem(DeploymentId id, DeployPlan plan) {
    if (plan.format() != DeployPlan.FORMAT) {
      return Optional.of(
          "The plan has format " + plan.format() + "; this PIM knows " + DeployPlan.FORMAT + ".");
    }
    if (!plan.steps().equals(DeployStep.of(plan.act(), plan.trial()))) {
      return Optional.of("Its steps are " + plan.steps() + ".");
    }
    boolean isAbout =
        plan.target().equals(id.target())
            && plan.image().profile().equals(id.profile())
            && plan.image().architecture() == id.architecture();
    if (!isAbout) {
      return Optional.of("It is not about deployment " + id + ".");
    }
    boolean hasGoal = plan.rollbackTo().map(DeploymentId::workflowId).equals(goal(id, plan.act()));
    if (!hasGoal) {
      return Optional.of("It cannot roll back to " + plan.rollbackTo() + ".");
    }
    int least = plan.act() == DeployAct.REMOVE ? 0 : 1;
    return plan.keep() < least
        ? Optional.of("It keeps " + plan.keep() + " deployments.")
        : Optional.empty();
  }

  private static Optional<String> goal(DeploymentId id, DeployAct act) {
    return act == DeployAct.ROLLBACK ? Optional.of(id.workflowId()) : Optional.empty();
  }
}
