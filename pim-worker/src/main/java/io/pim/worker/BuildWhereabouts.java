package io.pim.worker;

import io.grpc.StatusRuntimeException;
import io.pim.model.files.BuildId;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.metadata.POJOActivityInterfaceMetadata;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks the Temporal service where a build is, from the point of view of one host. Search attributes
 * and pending activities are checked first, but anybody with access to the service can forge them.
 * Therefore a host gives up a running build only if the build's workflow itself says so, signed.
 */
final class BuildWhereabouts {
  private static final String CLAIM =
      POJOActivityInterfaceMetadata.newInstance(ClaimActivities.class)
          .getMethodsMetadata()
          .get(0)
          .getActivityTypeName();

  private static final long ANSWER_SECONDS = 3;

  private final WorkflowClient client;
  private final RunningWorkflows workflows;
  private final String hostId;

  /** The place of a build. */
  enum Place {
    /** The build runs or is held, and may be on this host. It must be left alone. */
    HERE,
    /** The build waits for a host; no claim has succeeded. */
    NOT_PLACED,
    /** The build runs on another host. */
    ELSEWHERE,
    /** The service reports that the build has ended, or does not know the build. */
    ENDED
  }

  BuildWhereabouts(WorkflowClient client, String hostId) {
    this.client = client;
    this.workflows = new RunningWorkflows(client);
    this.hostId = hostId;
  }

  /**
   * The place of a build of this service.
   *
   * @throws StatusRuntimeException if the service does not answer
   */
  Place of(BuildId build) {
    Optional<DescribeWorkflowExecutionResponse> described =
        workflows.running(build.workflowId(), BuildAttributes.BUILD_ID_MEMO, build.text());
    if (described.isEmpty()) {
      return Place.ENDED;
    }
    String host = hostOf(described.get().getWorkflowExecutionInfo());
    boolean waits = waitsForHost(described.get());
    boolean seemsHere = host.isEmpty() || host.equals(hostId);
    return seemsHere && !waits ? Place.HERE : asItSays(build, waits);
  }

  /** The place that the build's own workflow reports; {@code HERE} when it does not answer. */
  private Place asItSays(BuildId build, boolean waits) {
    Optional<BuildStatus> status = status(build).filter(answer -> answer.buildId().equals(build));
    if (status.isEmpty() || status.get().host().equals(hostId)) {
      return Place.HERE;
    }
    if (!status.get().host().isEmpty()) {
      return Place.ELSEWHERE;
    }
    return waits ? Place.NOT_PLACED : Place.HERE;
  }

  /** Whether a build of this service reports itself as held. */
  boolean isHeld(BuildId build) {
    return status(build)
        .filter(answer -> answer.buildId().equals(build) && answer.state() == BuildState.HELD)
        .isPresent();
  }

  private Optional<BuildStatus> status(BuildId build) {
    try {
      QueryWorkflowResponse answer =
          client
              .getWorkflowServiceStubs()
              .blockingStub()
              .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
              .queryWorkflow(
                  QueryWorkflowRequest.newBuilder()
                      .setNamespace(client.getOptions().getNamespace())
                      .setExecution(
                          WorkflowExecution.newBuilder().setWorkflowId(build.workflowId()))
                      .setQuery(WorkflowQuery.newBuilder().setQueryType("status"))
                      .build());
      return Optional.ofNullable(
          workflows
              .converter(build.workflowId())
              .fromPayloads(
                  0, Optional.of(answer.getQueryResult()), BuildStatus.class, BuildStatus.class));
    } catch (StatusRuntimeException | DataConverterException e) {
      // No worker answers yet, or a stranger answers. The next check asks again.
      return Optional.empty();
    }
  }

  private String hostOf(WorkflowExecutionInfo info) {
    return Optional.ofNullable(
            info.getSearchAttributes().getIndexedFieldsMap().get(BuildAttributes.HOST.getName()))
        // The SDK converts search attributes with this converter; they pass through no codec.
        .map(
            host ->
                DefaultDataConverter.STANDARD_INSTANCE.fromPayload(
                    host, String.class, String.class))
        .orElse("");
  }

  /**
   * Whether a claim waits for a worker. A claim that has started does not count: this host may be
   * executing it.
   */
  private static boolean waitsForHost(DescribeWorkflowExecutionResponse described) {
    return described.getPendingActivitiesList().stream()
        .anyMatch(
            activity ->
                activity.getActivityType().getName().equals(CLAIM)
                    && activity.getState()
                        == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED);
  }
}
