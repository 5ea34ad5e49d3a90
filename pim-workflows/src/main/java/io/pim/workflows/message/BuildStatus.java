package io.pim.workflows.message;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
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
 * @param moves the hosts that the build has lost; missing in answers of an older PIM
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
    Optional<BuildResult> result,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<HostMove> moves) {

  public BuildStatus {
    moves = moves == null ? List.of() : List.copyOf(moves);
  }

  /** The status of a build that has lost no host. */
  public BuildStatus(
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
    this(
        buildId,
        profile,
        architecture,
        state,
        step,
        host,
        startedAt,
        steps,
        failure,
        result,
        List.of());
  }

  /** Whether the disk of the current step has an installed system to examine. */
  public boolean hasInstalledSystem() {
    return steps.stream().anyMatch(s -> s.name().equals(step) && s.kind().hasInstalledSystem());
  }
}
