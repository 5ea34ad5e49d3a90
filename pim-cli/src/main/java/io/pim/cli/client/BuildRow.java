package io.pim.cli.client;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pim.workflows.message.BuildState;
import java.time.Instant;
import java.util.Optional;

/**
 * A build in a list; the JSON of {@code pim build list -o json}.
 *
 * @param step the current step; empty when there is none
 * @param host the host id; empty while none is claimed
 * @param image the name of the finished image; empty until there is one
 * @param note why it is held or what it waits for; empty when it progresses or the reason is
 *     unknown
 */
public record BuildRow(
    String buildId,
    String profile,
    String architecture,
    BuildState state,
    String step,
    String host,
    String image,
    Instant startedAt,
    Optional<Instant> endedAt,
    String workflowId,
    String runId,
    String note)
    implements WorkRow {

  /** The same build with a note on why it is held or what it waits for. */
  BuildRow noting(String words) {
    return new BuildRow(
        buildId,
        profile,
        architecture,
        state,
        step,
        host,
        image,
        startedAt,
        endedAt,
        workflowId,
        runId,
        words);
  }

  @JsonIgnore
  public BuildRef ref() {
    return new BuildRef(buildId, workflowId, runId);
  }
}
