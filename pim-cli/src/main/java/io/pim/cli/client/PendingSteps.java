package io.pim.cli.client;

import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.StepProgress;
import io.pim.workflows.build.BuildWorkflow;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.payload.context.ActivitySerializationContext;
import java.util.Optional;

/** Puts what the Temporal service tells of a running activity into the words of a build. */
final class PendingSteps {
  /**
   * What the SDK throws in an activity that is to let go: paused, reset, its worker told to end.
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

  PendingStep of(PendingActivityInfo info, BuildRow row) {
    return new PendingStep(
        info.getActivityType().getName(),
        info.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED,
        info.getAttempt(),
        progress(info, row),
        waitsFor(info, row),
        lastFailure(info));
  }

  private String waitsFor(PendingActivityInfo info, BuildRow row) {
    if (info.getPaused()) {
      return "paused in Temporal until: temporal activity unpause --address "
          + service
          + " --workflow-id "
          + row.ref().execution().getWorkflowId()
          + " --activity-id "
          + info.getActivityId();
    }
    // Between two attempts it waits for nobody; but a claim that found no room waits for a host.
    boolean waits =
        info.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
            && (info.getAttempt() == 1 || !info.hasLastFailure() || foundNoRoom(info));
    return waits ? hosts.waitsFor(row, info.getActivityOptions().getTaskQueue().getName()) : "";
  }

  private static boolean foundNoRoom(PendingActivityInfo info) {
    return failureType(info).equals(ClaimActivities.NO_ROOM);
  }

  private static String failureType(PendingActivityInfo info) {
    return info.getLastFailure().getApplicationFailureInfo().getType();
  }

  /**
   * Why the attempt before ended; one that only let go of the step, or came to a host that had just
   * filled up, has not failed.
   */
  private static String lastFailure(PendingActivityInfo info) {
    boolean failed = !failureType(info).startsWith(LET_GO) && !foundNoRoom(info);
    return failed ? info.getLastFailure().getMessage() : "";
  }

  /** What a heartbeat is signed for; the queue is no part of it. */
  private DataConverter converter(PendingActivityInfo info, BuildRow row) {
    return client
        .getOptions()
        .getDataConverter()
        .withContext(
            new ActivitySerializationContext(
                client.getOptions().getNamespace(),
                row.workflowId(),
                BuildWorkflow.TYPE,
                info.getActivityType().getName(),
                "",
                false));
  }

  private Optional<StepProgress> progress(PendingActivityInfo info, BuildRow row) {
    if (!info.hasHeartbeatDetails() || info.getHeartbeatDetails().getPayloadsCount() == 0) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(
          converter(info, row)
              .fromPayloads(
                  0,
                  Optional.of(info.getHeartbeatDetails()),
                  StepProgress.class,
                  StepProgress.class));
    } catch (DataConverterException | ApplicationFailure e) {
      // A worker of another version, or a stranger: the step is shown without its progress.
      return Optional.empty();
    }
  }
}
