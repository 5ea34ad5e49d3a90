package io.pim.cli.client;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pim.workflows.message.BuildState;
import java.time.Instant;
import java.util.Optional;

/**
 * A build in a list; the JSON of {@code pim build list -o json}.
 *
 * @param step the step it is at; empty where it is at none
 * @param host the host id; empty while none is claimed
 * @param image the name of the finished image; empty until there is one
 * @param note what it is held for or waits for; empty where it gets on, or nobody can tell
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
    String note) {

  /** The same, with a word on what it is held for or waits for. */
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
