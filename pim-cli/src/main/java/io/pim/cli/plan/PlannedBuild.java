package io.pim.cli.plan;

import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanContents;
import io.pim.model.profile.FieldChanges;

/**
 * A plan with the texts that travel sealed beside it.
 *
 * @param set the fields that were set for this plan
 */
public record PlannedBuild(Plan plan, PlanContents contents, FieldChanges set) {
  /** The same for another builder. */
  public PlannedBuild on(String builder) {
    return new PlannedBuild(plan.on(builder), contents, set);
  }
}
