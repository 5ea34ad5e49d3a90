package io.pim.cli.build;

import io.pim.cli.watch.DeploymentWatch;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import java.util.List;
import java.util.Optional;

/**
 * The JSON of {@code pim build run -o json}, printed when the build has ended or is held.
 *
 * @param failure why it failed or is held
 * @param deployments the deployments that were ordered with it and watched
 */
public record BuildRunResult(
    String buildId,
    BuildState state,
    Optional<FailureReport> failure,
    Optional<BuildResult> result,
    List<DeploymentWatch.Shown> deployments) {
  /**
   * The JSON with several profiles or {@code --arch all}.
   *
   * @param builds those that run or ran, in the order of the command line
   */
  public record All(List<BuildRunResult> builds) {}
}
