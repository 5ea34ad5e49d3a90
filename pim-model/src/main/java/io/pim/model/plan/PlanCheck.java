package io.pim.model.plan;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Compression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Refuses a plan that this version of PIM cannot run correctly, because another version made it.
 */
public final class PlanCheck {
  private PlanCheck() {}

  /**
   * Checks a plan before it is run.
   *
   * @param where the host that would run it
   * @throws BuildFailure for a plan of another format, with unknown steps or in another order
   */
  public static void require(Plan plan, Object where) {
    Optional<String> problem = problem(plan);
    if (problem.isPresent()) {
      throw BuildFailure.of(
              FailureKind.PLAN_UNREADABLE,
              "The PIM on this host cannot run the plan: another version of PIM has made it.")
          .where(where)
          .why(problem.get())
          .todo(
              "Install the same version of PIM on this host and where builds are started, then"
                  + " restart the worker and retry the build.")
          .build();
    }
  }

  private static Optional<String> problem(Plan plan) {
    if (plan.format() != Plan.FORMAT) {
      return Optional.of(
          "The plan has format " + plan.format() + "; this PIM knows " + Plan.FORMAT + ".");
    }
    for (PlanStep step : plan.steps()) {
      if (step.kind() == StepKind.UNKNOWN) {
        return Optional.of("This PIM does not know the step '" + step.name() + "'.");
      }
    }
    return order(plan).or(() -> compression(plan));
  }

  private static Optional<String> compression(Plan plan) {
    return Optional.ofNullable(plan.only(StepKind.FLATTEN).inputs().get(Plan.COMPRESSION))
        .filter(id -> Compression.named(id).isEmpty())
        .map(id -> "This PIM does not know the compression '" + id + "'.");
  }

  /** Requires every kind once and in order, except that any number of scripts is allowed. */
  private static Optional<String> order(Plan plan) {
    List<StepKind> order = new ArrayList<>(StepKind.inOrder());
    List<StepKind> kinds = new ArrayList<>(plan.steps().stream().map(PlanStep::kind).toList());
    int scripts = kinds.indexOf(StepKind.SCRIPT);
    while (scripts >= 0 && kinds.get(scripts) == StepKind.SCRIPT) {
      kinds.remove(scripts);
    }
    order.remove(StepKind.SCRIPT);
    return kinds.equals(order)
        ? Optional.empty()
        : Optional.of("Its steps are " + kinds + " besides the scripts, not " + order + ".");
  }
}
