package io.pim.cli.client;

import io.pim.model.files.BuildId;
import io.pim.workflows.visibility.BuildAttributes;

/** Converts what the Temporal service stores about a workflow to a build. */
final class BuildRows {
  private BuildRows() {}

  static BuildRow of(WorkflowFacts facts) {
    String id = facts.id(BuildAttributes.BUILD_ID_MEMO);
    return new BuildRow(
        id,
        facts.attribute(BuildAttributes.PROFILE),
        facts.attribute(BuildAttributes.ARCHITECTURE),
        facts.state(),
        facts.attribute(BuildAttributes.STEP),
        facts.attribute(BuildAttributes.HOST),
        facts.attribute(BuildAttributes.IMAGE),
        facts.startedAt(id, text -> BuildId.tryParse(text).flatMap(BuildId::time)),
        facts.endedAt(),
        facts.workflowId(),
        facts.runId(),
        "");
  }
}
