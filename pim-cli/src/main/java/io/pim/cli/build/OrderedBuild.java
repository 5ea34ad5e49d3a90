package io.pim.cli.build;

import io.pim.cli.plan.PlannedBuild;
import io.pim.model.plan.LayerRule;
import io.pim.model.plan.PlanStep;
import java.util.List;
import java.util.Optional;

/**
 * A build that a command line asks for.
 *
 * @param redoFrom the first step for which results of other builds do not count
 */
record OrderedBuild(PlannedBuild planned, Optional<PlanStep> redoFrom, OrderedTargets targets) {

  /** The rule that decides which layers count. */
  LayerRule layerRule() {
    return new LayerRule(planned.plan(), redoFrom.map(PlanStep::name));
  }

  /** The names of the targets that its image is deployed to. */
  List<String> targetNames() {
    return targets.names();
  }
}
