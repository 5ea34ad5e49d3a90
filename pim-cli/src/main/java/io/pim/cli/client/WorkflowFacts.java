package io.pim.cli.client;

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
import java.util.function.Function;

/** What the Temporal service stores about a run of a workflow. */
record WorkflowFacts(WorkflowExecutionMetadata workflow, WorkflowClient client) {
  String workflowId() {
    return workflow.getExecution().getWorkflowId();
  }

  String runId() {
    return workflow.getExecution().getRunId();
  }

  /**
   * The id for people in the memo. A workflow that somebody else started may have none; then its
   * workflow id stands for it.
   */
  String id(String memoField) {
    Payload none = Payload.getDefaultInstance();
    Payload memo =
        workflow.getWorkflowExecutionInfo().getMemo().getFieldsOrDefault(memoField, none);
    try {
      return memo.equals(none)
          ? workflowId()
          // Not the metadata's own getMemo: it passes no namespace, but the memo's signature
          // includes it.
          : client
              .getOptions()
              .getDataConverter()
              .withContext(
                  new WorkflowSerializationContext(
                      client.getOptions().getNamespace(), workflowId()))
              .fromPayload(memo, String.class, String.class);
    } catch (DataConverterException e) {
      // A stranger's memo: without a valid signature it is ignored.
      return workflowId();
    }
  }

  /**
   * The start of the work. The first run has it; a later run has its own start time, so there the
   * id says it.
   *
   * @param byId reads the time in the id for people
   */
  Instant startedAt(String id, Function<String, Optional<Instant>> byId) {
    String first = workflow.getWorkflowExecutionInfo().getFirstRunId();
    boolean isFirst = first.isEmpty() || first.equals(runId());
    return isFirst ? workflow.getStartTime() : byId.apply(id).orElseGet(workflow::getStartTime);
  }

  Optional<Instant> endedAt() {
    return Optional.ofNullable(workflow.getCloseTime());
  }

  /** The value of a search attribute; may be empty. */
  String attribute(SearchAttributeKey<String> key) {
    String value = workflow.getTypedSearchAttributes().get(key);
    return value == null ? "" : value;
  }

  /**
   * The state: the search attribute says it while the workflow runs; once it has ended, the
   * service's own status does.
   */
  BuildState state() {
    return ended(workflow.getStatus()).orElseGet(() -> named(attribute(BuildAttributes.STATE)));
  }

  private static BuildState named(String name) {
    return Arrays.stream(BuildState.values())
        .filter(state -> state.name().equals(name) && !state.isEnded())
        .findFirst()
        .orElse(BuildState.RUNNING);
  }

  /** Whether the work continues in another run of its workflow. */
  static boolean isContinued(WorkflowExecutionStatus status) {
    return status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW;
  }

  private static Optional<BuildState> ended(WorkflowExecutionStatus status) {
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
