package io.pim.workflows.message;

import io.pim.model.failure.FailureReport;
import io.pim.model.files.BuildId;
import io.pim.model.unit.Architecture;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of a build for people: the answer to the workflow's status query.
 *
 * @param host the host id; empty while none is claimed
 * @param failure why the build is held or has failed
 */
public record BuildStatus(
    BuildId buildId,
    String profile,
    Architecture architecture,
    BuildState state,
    String step,
    String host,
    Instant startedAt,
    List<StepStatus> steps,
    Optional<FailureReport> failure,
    Optional<BuildResult> result) {

  /** Whether the disk of the current step has an installed system to examine. */
  public boolean hasInstalledSystem() {
    return steps.stream().anyMatch(s -> s.name().equals(step) && s.kind().hasInstalledSystem());
  }
}
