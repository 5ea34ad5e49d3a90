package io.pim.cli.client;

import io.pim.model.files.BuildId;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.converter.DataConverterException;
import io.temporal.payload.context.WorkflowSerializationContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Converts what the Temporal service stores about a workflow to a build. */
final class BuildRows {
  private BuildRows() {}

  static BuildRow of(WorkflowExecutionMetadata workflow, WorkflowClient client) {
    String workflowId = workflow.getExecution().getWorkflowId();
    return new BuildRow(
        buildId(workflow, client),
        attribute(workflow, BuildAttributes.PROFILE),
        attribute(workflow, BuildAttributes.ARCHITECTURE),
        state(workflow),
        attribute(workflow, BuildAttributes.STEP),
        attribute(workflow, BuildAttributes.HOST),
        attribute(workflow, BuildAttributes.IMAGE),
        startedAt(workflow, client),
        Optional.ofNullable(workflow.getCloseTime()),
        workflowId,
        workflow.getExecution().getRunId(),
        "");
  }

  /** The build id in the memo. A workflow that somebody else started may have none. */
  private static String buildId(WorkflowExecutionMetadata workflow, WorkflowClient client) {
    Payload none = Payload.getDefaultInstance();
    Payload memo =
        workflow
            .getWorkflowExecutionInfo()
            .getMemo()
            .getFieldsOrDefault(BuildAttributes.BUILD_ID_MEMO, none);
    String workflowId = workflow.getExecution().getWorkflowId();
    try {
      return memo.equals(none)
          ? workflowId
          // The metadata's own getMemo is not used: it passes no namespace, but the memo's
          // signature includes it.
          : client
              .getOptions()
              .getDataConverter()
              .withContext(
                  new WorkflowSerializationContext(client.getOptions().getNamespace(), workflowId))
              .fromPayload(memo, String.class, String.class);
    } catch (DataConverterException e) {
      // A stranger's memo: without a valid signature it is ignored.
      return workflowId;
    }
  }

  /**
   * The start of the build. The first run has it in its id; a later run of the same build has its
   * own start time.
   */
  private static Instant startedAt(WorkflowExecutionMetadata workflow, WorkflowClient client) {
    String first = workflow.getWorkflowExecutionInfo().getFirstRunId();
    boolean isFirst = first.isEmpty() || first.equals(workflow.getExecution().getRunId());
    return isFirst
        ? workflow.getStartTime()
        : BuildId.tryParse(buildId(workflow, client))
            .flatMap(BuildId::time)
            .orElseGet(workflow::getStartTime);
  }

  private static String attribute(
      WorkflowExecutionMetadata workflow, SearchAttributeKey<String> key) {
    String value = workflow.getTypedSearchAttributes().get(key);
    return value == null ? "" : value;
  }

  /**
   * The build's state: the search attribute says it while the build runs; once it has ended, the
   * service's own status does.
   */
  private static BuildState state(WorkflowExecutionMetadata workflow) {
    return ended(workflow.getStatus())
        .orElseGet(() -> named(attribute(workflow, BuildAttributes.STATE)));
  }

  private static BuildState named(String name) {
    return Arrays.stream(BuildState.values())
        .filter(state -> state.name().equals(name) && !state.isEnded())
        .findFirst()
        .orElse(BuildState.RUNNING);
  }

  /** Whether the build continues in another run of its workflow. */
  static boolean isContinued(WorkflowExecutionStatus status) {
    return status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW;
  }

  static Optional<BuildState> ended(WorkflowExecutionStatus status) {
    return switch (status) {
      case WORKFLOW_EXECUTION_STATUS_COMPLETED -> Optional.of(BuildState.DONE);
      case WORKFLOW_EXECUTION_STATUS_CANCELED -> Optional.of(BuildState.CANCELED);
      case WORKFLOW_EXECUTION_STATUS_FAILED,
          WORKFLOW_EXECUTION_STATUS_TERMINATED,
          WORKFLOW_EXECUTION_STATUS_TIMED_OUT ->
          Optional.of(BuildState.FAILED);
      default -> Optional.empty();
    };
  }
}
