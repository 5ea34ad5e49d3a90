package io.pim.cli.plan;

import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanContents;

/** A plan, and the texts that travel with it sealed. */
public record PlannedBuild(Plan plan, PlanContents contents) {}
