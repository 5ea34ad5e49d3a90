package io.pim.cli.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.message.BuildState;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Recorded answers of a server, so no server is needed. */
class PendingStepsTest {
  private static final BuildRow ROW =
      new BuildRow(
          "web-x86_64-20261122-101500",
          "web",
          "x86_64",
          BuildState.RUNNING,
          "script:app",
          "here",
          "",
          Instant.EPOCH,
          Optional.empty(),
          "web-x86_64",
          "run",
          "");

  /** A build for an architecture, which needs no query. */
  private static final BuildRow UNPLACED =
      new BuildRow(
          "web-s390x-20261122-101500",
          "web",
          "s390x",
          BuildState.WAITING,
          "claim",
          "",
          "",
          Instant.EPOCH,
          Optional.empty(),
          "web-s390x",
          "run",
          "");

  private final WorkflowServiceStubs service =
      WorkflowServiceStubs.newServiceStubs(
          WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:7233").build());
  private final PendingSteps steps = new PendingSteps(WorkflowClient.newInstance(service));

  @AfterEach
  void letGo() {
    service.shutdownNow();
  }

  private static PendingActivityInfo.Builder secondAttempt(String failureType) {
    return PendingActivityInfo.newBuilder()
        .setActivityId("a1")
        .setActivityType(ActivityType.newBuilder().setName("RunScript"))
        .setState(PendingActivityState.PENDING_ACTIVITY_STATE_STARTED)
        .setAttempt(2)
        .setLastFailure(
            Failure.newBuilder()
                .setMessage("WorkflowId=web-x86_64, RunId=run")
                .setApplicationFailureInfo(
                    ApplicationFailureInfo.newBuilder().setType(failureType)));
  }

  @Test
  void aPausedStepShowsHowToContinue() {
    PendingStep paused =
        steps.of(
            secondAttempt("io.temporal.client.ActivityPausedException").setPaused(true).build(),
            ROW);
    assertEquals(
        "paused in Temporal until: temporal activity unpause --address 127.0.0.1:7233"
            + " --workflow-id web-x86_64 --activity-id a1",
        paused.waitsFor());
    assertEquals("", paused.lastFailure(), "a returned step has not failed");
  }

  @Test
  void aStepThatWasResetHasNotFailed() {
    assertEquals(
        "",
        steps
            .of(secondAttempt("io.temporal.client.ActivityResetException").build(), ROW)
            .lastFailure());
  }

  @Test
  void reportsAFailure() {
    PendingStep failed = steps.of(secondAttempt("SSH_LOST").build(), ROW);
    assertEquals("WorkflowId=web-x86_64, RunId=run", failed.lastFailure());
    assertEquals("", failed.waitsFor());
  }

  /** The host had just filled up: the claim waits, and has not failed. */
  @Test
  void aClaimWithoutAFreeSlotWaits() {
    PendingActivityInfo.Builder claim =
        secondAttempt(ClaimActivities.NO_ROOM)
            .setState(PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED);
    PendingStep waits = steps.of(claim.build(), UNPLACED);
    assertEquals("", waits.lastFailure());
    assertEquals("waiting for a host of s390x", waits.waitsFor());
  }
}
