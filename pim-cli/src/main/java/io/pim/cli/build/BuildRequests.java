package io.pim.cli.build;

import io.pim.cli.client.BuildRef;
import io.pim.cli.plan.PlannedBuild;
import io.pim.cli.shell.SameProject;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
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

/** Makes the requests that start or retry a build, with sealed secrets. */
public final class BuildRequests {
  private final PimFolders folders;

  public BuildRequests(PimFolders folders) {
    this.folders = folders;
  }

  /**
   * A request for a new build, named after the current time.
   *
   * @param from the first step for which results of other builds do not count
   */
  public BuildRequest start(
      PlannedBuild planned, Instant now, Optional<PlanStep> from, OnFailure onFailure)
      throws IOException {
    Plan plan = planned.plan();
    BuildId id = BuildId.startedAt(plan.profile(), plan.architecture(), now);
    return configured(
        new BuildRequest(id, plan, sealed(id, planned), false, onFailure, from.map(PlanStep::name)),
        planned);
  }

  /** A request with a new plan for a held build; the build keeps its id and its steps to redo. */
  public BuildRequest retry(PlannedBuild planned, BuildRef build, OnFailure onFailure)
      throws IOException {
    BuildId id = BuildId.of(build.buildId());
    return configured(
        new BuildRequest(id, planned.plan(), sealed(id, planned), false, onFailure), planned);
  }

  /**
   * Adds this person's settings. They travel with the request, so that every host pushes to the
   * same store.
   */
  private BuildRequest configured(BuildRequest request, PlannedBuild planned) {
    Settings settings = Settings.read(ConfigFolders.of(folders));
    return request
        .pushingTo(settings.store().shared())
        .pushingLayers(settings.store().pushLayers())
        .givingHostsUpAfter(settings.build().hostTimeout())
        .setting(planned.set())
        .ofProject(SameProject.of(folders).folder());
  }

  private SealedBlob sealed(BuildId id, PlannedBuild planned) throws IOException {
    return Sealer.withKeyFile(folders.sealKey())
        .seal(
            Json.mapper().writeValueAsBytes(planned.contents()),
            BuildRequest.bound(id, planned.plan()));
  }
}
