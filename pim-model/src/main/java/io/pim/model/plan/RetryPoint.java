package io.pim.model.plan;

import java.util.List;
import java.util.Optional;

/**
 * The step from which a held build continues with a new plan: the first step with a new key, but no
 * later than the step that failed.
 *
 * @param why in words, without a full stop
 */
public record RetryPoint(String step, String why) {

  /** Compares the plan that failed at {@code failedStep} with the new plan. */
  public static RetryPoint between(Plan before, Plan after, String failedStep) {
    PlanChanges changes = new PlanChanges(before, after);
    Optional<PlanStep> changed = firstNewKey(before, after);
    Optional<PlanStep> failed = after.step(failedStep);
    if (changed.isPresent()
        && (failed.isEmpty() || !isBehind(after, changed.get(), failed.get()))) {
      return new RetryPoint(changed.get().name(), String.join(", ", changes.at(changed.get())));
    }
    List<String> all = changes.all();
    return new RetryPoint(
        failedStep,
        "it is the step that failed"
            + (all.isEmpty() ? ", and nothing has changed" : "; also: " + String.join(", ", all)));
  }

  private static Optional<PlanStep> firstNewKey(Plan before, Plan after) {
    return after.steps().stream()
        .filter(s -> s.key().isPresent())
        .filter(s -> before.steps().stream().noneMatch(old -> old.key().equals(s.key())))
        .findFirst();
  }

  private static boolean isBehind(Plan plan, PlanStep step, PlanStep other) {
    return plan.steps().indexOf(step) > plan.steps().indexOf(other);
  }
}
