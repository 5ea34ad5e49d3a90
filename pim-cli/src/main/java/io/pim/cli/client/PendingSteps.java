package io.pim.cli.client;

import io.pim.workflows.activity.StepProgress;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import java.util.Optional;

/** Puts what the Temporal service tells of a running activity into the words of a build. */
final class PendingSteps {
  /**
   * What the SDK throws in an activity that is to let go: paused, reset, its worker told to end.
   */
  private static final String LET_GO = "io.temporal.client.Activity";

  private final DataConverter converter;
  private final String service;
  private final HostWait hosts;

  PendingSteps(WorkflowClient client) {
    this.converter = client.getOptions().getDataConverter();
    this.service = client.getWorkflowServiceStubs().getOptions().getTarget();
    this.hosts = new HostWait(client);
  }

  PendingStep of(PendingActivityInfo info, BuildRow row) {
    return new PendingStep(
        info.getActivityType().getName(),
        info.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED,
        info.getAttempt(),
        progress(info),
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
    // Between two attempts it waits for nobody.
    boolean waits =
        info.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
            && !(info.getAttempt() > 1 && info.hasLastFailure());
    return waits ? hosts.waitsFor(row) : "";
  }

  /** Why the attempt before ended; an attempt that only let go of the step has not failed. */
  private static String lastFailure(PendingActivityInfo info) {
    Failure failure = info.getLastFailure();
    boolean letGo = failure.getApplicationFailureInfo().getType().startsWith(LET_GO);
    return letGo ? "" : failure.getMessage();
  }

  private Optional<StepProgress> progress(PendingActivityInfo info) {
    if (!info.hasHeartbeatDetails() || info.getHeartbeatDetails().getPayloadsCount() == 0) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(
          converter.fromPayloads(
              0, Optional.of(info.getHeartbeatDetails()), StepProgress.class, StepProgress.class));
    } catch (DataConverterException e) {
      // A worker of another version: the step is shown without its progress.
      return Optional.empty();
    }
  }
}
