package io.pim.host.build;

import io.pim.model.files.BuildFolder;
import io.pim.model.files.BuildId;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanContents;
import io.pim.model.plan.PlanStep;
import io.pim.workflows.message.BuildRequest;

/**
 * A build that was opened on this host.
 *
 * @param contents the unsealed contents; kept only in memory
 */
public record OpenBuild(
    BuildRequest request, BuildFolder folder, PlanContents contents, BuildLog log)
    implements Logged {

  public BuildId id() {
    return request.buildId();
  }

  public Plan plan() {
    return request.plan();
  }

  /**
   * The step called {@code name}.
   *
   * @throws IllegalArgumentException when the plan has no such step
   */
  public PlanStep step(String name) {
    return plan()
        .step(name)
        .orElseThrow(() -> new IllegalArgumentException("the plan has no step " + name));
  }
}
