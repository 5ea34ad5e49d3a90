package io.pim.worker;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.model.files.BuildId;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.common.metadata.POJOActivityInterfaceMetadata;
import io.temporal.serviceclient.StatusUtils;
import java.util.Map;
import java.util.Optional;

/** Asks the Temporal service where a build is, as seen from one host. */
final class BuildWhereabouts {
  private static final String CLAIM =
      POJOActivityInterfaceMetadata.newInstance(ClaimActivities.class)
          .getMethodsMetadata()
          .get(0)
          .getActivityTypeName();

  private final WorkflowClient client;
  private final String hostId;

  /** Where a build is. */
  enum Place {
    /** It runs or is held, and may be on this host: it is not to be touched. */
    HERE,
    /** It waits for a host: no claim of a slot has reached it. */
    NOT_PLACED,
    /** It was placed on another host. */
    ELSEWHERE,
    /** The service says that it has ended, or knows no such build any more. */
    ENDED
  }

  BuildWhereabouts(WorkflowClient client, String hostId) {
    this.client = client;
    this.hostId = hostId;
  }

  /**
   * Where a build of this service is.
   *
   * @throws StatusRuntimeException when the service does not say
   */
  Place of(BuildId build) {
    Optional<DescribeWorkflowExecutionResponse> described = describe(build);
    if (described.isEmpty() || !isRunning(described.get().getWorkflowExecutionInfo(), build)) {
      return Place.ENDED;
    }
    String host = hostOf(described.get().getWorkflowExecutionInfo());
    if (!host.isEmpty() && !host.equals(hostId)) {
      return Place.ELSEWHERE;
    }
    return waitsForHost(described.get()) ? Place.NOT_PLACED : Place.HERE;
  }

  private Optional<DescribeWorkflowExecutionResponse> describe(BuildId build) {
    try {
      return Optional.of(
          client
              .getWorkflowServiceStubs()
              .blockingStub()
              .describeWorkflowExecution(
                  DescribeWorkflowExecutionRequest.newBuilder()
                      .setNamespace(client.getOptions().getNamespace())
                      .setExecution(
                          WorkflowExecution.newBuilder().setWorkflowId(build.workflowId()))
                      .build()));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND
          && !StatusUtils.hasFailure(e, NamespaceNotFoundFailure.class)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Whether the workflow's current run is this build; a later build has another id in its memo. */
  private boolean isRunning(WorkflowExecutionInfo info, BuildId build) {
    return info.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
        // A workflow that does not say may be this build.
        && text(info.getMemo().getFieldsMap(), BuildAttributes.BUILD_ID_MEMO)
            .map(build.text()::equals)
            .orElse(true);
  }

  private String hostOf(WorkflowExecutionInfo info) {
    return text(info.getSearchAttributes().getIndexedFieldsMap(), BuildAttributes.HOST.getName())
        .orElse("");
  }

  /** A claim that a worker is at may be this host's, about to be answered. */
  private static boolean waitsForHost(DescribeWorkflowExecutionResponse described) {
    return described.getPendingActivitiesList().stream()
        .anyMatch(
            activity ->
                activity.getActivityType().getName().equals(CLAIM)
                    && activity.getState()
                        == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED);
  }

  private Optional<String> text(Map<String, Payload> fields, String name) {
    return Optional.ofNullable(fields.get(name))
        .map(
            payload ->
                client
                    .getOptions()
                    .getDataConverter()
                    .fromPayload(payload, String.class, String.class));
  }
}
