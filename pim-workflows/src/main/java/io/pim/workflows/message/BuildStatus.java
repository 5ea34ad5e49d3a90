package io.pim.workflows.message;

import io.pim.model.failure.FailureReport;
import io.pim.model.files.BuildId;
import io.pim.model.unit.Architecture;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A build as people see it: the answer to the workflow's status query.
 *
 * @param host the host id; empty while none is claimed
 * @param failure what the build is held or has failed for
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

  /** Whether the step it is at has an installed system to work on, which can be looked into. */
  public boolean hasInstalledSystem() {
    return steps.stream().anyMatch(s -> s.name().equals(step) && s.kind().hasInstalledSystem());
  }
}
