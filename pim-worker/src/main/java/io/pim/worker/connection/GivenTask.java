package io.pim.worker.connection;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.util.Base64;
import java.util.UUID;

/**
 * A task that the service has given to a worker.
 *
 * @param token in Base64; any client of the service can complete the task with it
 * @param runId the workflow's run
 * @param activity the type of the activity; empty for a workflow task
 */
public record GivenTask(
    String token, String workflowId, String runId, String workflowType, String activity) {

  static GivenTask of(PollActivityTaskQueueResponse task) {
    return of(
        task.getTaskToken().toByteArray(),
        task.getWorkflowExecution(),
        task.getWorkflowType().getName(),
        task.getActivityType().getName());
  }

  static GivenTask of(PollWorkflowTaskQueueResponse task) {
    return of(
        task.getTaskToken().toByteArray(),
        task.getWorkflowExecution(),
        task.getWorkflowType().getName(),
        "");
  }

  private static GivenTask of(
      byte[] token, WorkflowExecution workflow, String workflowType, String activity) {
    return new GivenTask(
        Base64.getEncoder().encodeToString(token),
        workflow.getWorkflowId(),
        workflow.getRunId(),
        workflowType,
        activity);
  }

  @JsonIgnore
  public boolean isOfActivity() {
    return !activity.isEmpty();
  }

  public ByteString tokenBytes() {
    return ByteString.copyFrom(Base64.getDecoder().decode(token));
  }

  /** Unique for each attempt of an activity, and for each run of a workflow. */
  public String key() {
    return keyOf(isOfActivity() ? tokenBytes() : ByteString.copyFromUtf8(runId));
  }

  static String keyOf(ByteString token) {
    return UUID.nameUUIDFromBytes(token.toByteArray()).toString();
  }
}
