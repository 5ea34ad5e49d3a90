package io.pim.cli.build;

import io.pim.cli.client.BuildRef;
import io.pim.cli.plan.PlannedBuild;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.secret.SealedBlob;
import io.pim.model.secret.Sealer;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.OnFailure;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Makes what a build is started or retried with, its secrets sealed. */
public final class BuildRequests {
  private final PimFolders folders;

  public BuildRequests(PimFolders folders) {
    this.folders = folders;
  }

  /**
   * A new build, named after now.
   *
   * @param from the step from which on nothing that others have made counts
   */
  public BuildRequest start(
      PlannedBuild planned, Instant now, Optional<PlanStep> from, OnFailure onFailure)
      throws IOException {
    Plan plan = planned.plan();
    BuildId id = BuildId.startedAt(plan.profile(), plan.architecture(), now);
    return new BuildRequest(
        id, plan, sealed(id, planned), false, onFailure, from.map(PlanStep::name));
  }

  /** A new plan for a build that is held; it keeps its id, and what it was to redo. */
  public BuildRequest retry(PlannedBuild planned, BuildRef build, OnFailure onFailure)
      throws IOException {
    BuildId id = BuildId.of(build.buildId());
    return new BuildRequest(id, planned.plan(), sealed(id, planned), false, onFailure);
  }

  private SealedBlob sealed(BuildId id, PlannedBuild planned) throws IOException {
    return Sealer.withKeyFile(folders.sealKey())
        .seal(
            Json.mapper().writeValueAsBytes(planned.contents()),
            BuildRequest.bound(id, planned.plan()));
  }
}
