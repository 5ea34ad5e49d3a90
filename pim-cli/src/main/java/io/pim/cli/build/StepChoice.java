package io.pim.cli.build;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.config.NearestName;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKind;
import java.util.List;
import java.util.stream.Stream;

/** Finds the step that a person names; a script's own name is enough. */
public final class StepChoice {
  private StepChoice() {}

  /**
   * Finds the step.
   *
   * @throws io.pim.cli.output.CommandFailure if the plan has no such step; the message lists its
   *     steps
   */
  public static PlanStep in(Plan plan, String typed) {
    return plan.step(typed)
        .or(() -> plan.step("script:" + typed))
        .orElseThrow(() -> unknown(plan, typed));
  }

  private static RuntimeException unknown(Plan plan, String typed) {
    List<String> names = plan.steps().stream().map(PlanStep::name).toList();
    List<String> known =
        Stream.concat(
                names.stream(),
                plan.steps().stream()
                    .filter(step -> step.kind() == StepKind.SCRIPT)
                    .map(step -> step.name().replaceFirst("^script:", "")))
            .toList();
    return Complaint.of(ExitStatus.USAGE, "The plan has no step '" + typed + "'.")
        .because("its steps are " + String.join(", ", names))
        .advise(NearestName.question(typed, known) + "Name one of them.")
        .failure();
  }
}
