package io.pim.cli.client;

import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.StepProgress;
import io.pim.workflows.build.BuildWorkflow;
import io.pim.workflows.deploy.DeployWorkflow;
import io.pim.workflows.failure.LetGo;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.payload.context.ActivitySerializationContext;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Describes a pending activity of the Temporal service in terms of a build or a deployment. */
final class PendingSteps {
  /**
   * The SDK's exceptions in an activity that must give up: it was paused or reset, or its worker
   * stops.
   */
  private static final String LET_GO = "io.temporal.client.Activity";

  private final WorkflowClient client;
  private final String service;
  private final HostWait hosts;

  PendingSteps(WorkflowClient client) {
    this.client = client;
    this.service = client.getWorkflowServiceStubs().getOptions().getTarget();
    this.hosts = new HostWait(client);
  }

  /** A step of a build. */
  PendingStep of(PendingActivityInfo info, BuildRow row) {
    return of(info, row.workflowId(), BuildWorkflow.TYPE, queue -> hosts.waitsFor(row, queue));
  }

  /** A step of a deployment, which only the host with the image can run. */
  PendingStep of(PendingActivityInfo info, DeploymentRow row) {
    return of(info, row.workflowId(), DeployWorkflow.TYPE, queue -> hosts.waitsForHost(row.host()));
  }

  /**
   * @param host describes which host the activity of a queue waits for
   */
  private PendingStep of(
      PendingActivityInfo info, String workflowId, String type, UnaryOperator<String> host) {
    return new PendingStep(
        info.getActivityType().getName(),
        info.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED,
        info.getAttempt(),
        progress(info, workflowId, type),
        waitsFor(info, workflowId, host),
        lastFailure(info));
  }

  private String waitsFor(PendingActivityInfo info, String workflowId, UnaryOperator<String> host) {
    if (info.getPaused()) {
      return "paused in Temporal until: temporal activity unpause --address "
          + service
          + " --workflow-id "
          + workflowId
          + " --activity-id "
          + info.getActivityId();
    }
    // Between two attempts the activity waits for no worker, except a claim that found no room,
    // which waits for a host.
    boolean waits =
        info.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
            && (info.getAttempt() == 1 || !info.hasLastFailure() || foundNoRoom(info));
    return waits ? host.apply(info.getActivityOptions().getTaskQueue().getName()) : "";
  }

  private static boolean foundNoRoom(PendingActivityInfo info) {
    return failureType(info).equals(ClaimActivities.NO_ROOM);
  }

  private static String failureType(PendingActivityInfo info) {
    return info.getLastFailure().getApplicationFailureInfo().getType();
  }

  /**
   * Why the previous attempt failed. An attempt that only gave up the step, or a claim that came to
   * a host just filled up, has not failed.
   */
  private static String lastFailure(PendingActivityInfo info) {
    boolean letGo = failureType(info).startsWith(LET_GO) || failureType(info).equals(LetGo.TYPE);
    boolean failed = !letGo && !foundNoRoom(info);
    return failed ? info.getLastFailure().getMessage() : "";
  }

  /** The converter with the context that a heartbeat is signed for; the queue is not part of it. */
  private DataConverter converter(PendingActivityInfo info, String workflowId, String type) {
    return client
        .getOptions()
        .getDataConverter()
        .withContext(
            new ActivitySerializationContext(
                client.getOptions().getNamespace(),
                workflowId,
                type,
                info.getActivityType().getName(),
                "",
                false));
  }

  private Optional<StepProgress> progress(
      PendingActivityInfo info, String workflowId, String type) {
    if (!info.hasHeartbeatDetails() || info.getHeartbeatDetails().getPayloadsCount() == 0) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(
          converter(info, workflowId, type)
              .fromPayloads(
                  0,
                  Optional.of(info.getHeartbeatDetails()),
                  StepProgress.class,
                  StepProgress.class));
    } catch (DataConverterException | ApplicationFailure e) {
      // Unreadable, because a worker of another version or a stranger wrote it: show the step
      // without progress.
      return Optional.empty();
    }
  }
}
