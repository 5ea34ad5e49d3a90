package io.pim.cli.plan;

import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanContents;

/** A plan with the texts that travel sealed beside it. */
public record PlannedBuild(Plan plan, PlanContents contents) {
  /** The same for another builder. */
  public PlannedBuild on(String builder) {
    return new PlannedBuild(plan.on(builder), contents);
  }
}
