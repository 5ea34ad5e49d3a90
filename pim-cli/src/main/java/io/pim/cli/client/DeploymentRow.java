package io.pim.cli.client;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pim.model.files.DeploymentId;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.visibility.BuildAttributes;
import java.time.Instant;
import java.util.Optional;

/**
 * A deployment in a list; the JSON of {@code pim deploy list -o json}.
 *
 * @param step the current step; empty when there is none
 * @param host the host that has the image
 * @param note why it is held or what it waits for; empty when it progresses or the reason is
 *     unknown
 */
public record DeploymentRow(
    String id,
    String profile,
    String architecture,
    String target,
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

  static DeploymentRow of(WorkflowFacts facts) {
    String id = facts.id(BuildAttributes.DEPLOYMENT_ID_MEMO);
    return new DeploymentRow(
        id,
        facts.attribute(BuildAttributes.PROFILE),
        facts.attribute(BuildAttributes.ARCHITECTURE),
        facts.attribute(BuildAttributes.TARGET),
        facts.state(),
        facts.attribute(BuildAttributes.STEP),
        facts.attribute(BuildAttributes.HOST),
        facts.attribute(BuildAttributes.IMAGE),
        facts.startedAt(id, text -> DeploymentId.tryParse(text).flatMap(DeploymentId::time)),
        facts.endedAt(),
        facts.workflowId(),
        facts.runId(),
        "");
  }

  /** The same deployment with a note on why it is held or what it waits for. */
  DeploymentRow noting(String words) {
    return new DeploymentRow(
        id,
        profile,
        architecture,
        target,
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
  public DeploymentRef ref() {
    return new DeploymentRef(id, workflowId, runId);
  }
}
