package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.host.claim.BuildService;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.GivenTask;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.client.WorkflowStub;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps of live workers, and of other services. */
@Timeout(120)
class TakeoverOfOthersTest extends TakeoverFixture {
  @Test
  void leavesTheAttemptOfAnotherWorkerAlone() throws Exception {
    TaskRecords killed = recordsOf(GONE, here());
    WorkflowStub build = begin("asking");
    String runId = build.getExecution().getRunId();
    killed.given(new GivenTask("dG9rZW4=", "web-arm64", runId, "Build", ""));
    takeUnrecorded("another");
    killed.close();

    takeOver();

    assertEquals(1, pending().getAttempt());
    assertEquals(
        PendingActivityState.PENDING_ACTIVITY_STATE_STARTED, pending().getState(), "not failed");
  }

  @Test
  void leavesTheStepsOfALiveWorkerAlone() throws Exception {
    TaskRecords living = recordsOf(GONE, here());
    begin("asking");
    PollActivityTaskQueueResponse task = take();

    takeOver();

    assertEquals(1, kept().size(), "its lock is held: its PID may be that of another container");
    living.close();
    connection.tasks().setListener(recordsOf(ProcessIdentity.ofThis(), here()));
    complete(task);
  }

  /** As if somebody had removed the lock file while it was locked. */
  @Test
  void leavesTheStepsOfALiveProcessWithoutALockAlone() throws Exception {
    TaskRecords living = recordsOf(ProcessIdentity.ofThis(), here());
    begin("asking");
    take();
    living.close();

    takeOver();

    assertEquals(1, kept().size());
    assertEquals(1, pending().getAttempt());
    assertEquals(
        PendingActivityState.PENDING_ACTIVITY_STATE_STARTED, pending().getState(), "not failed");
  }

  @Test
  void keepsRecordsOfOtherServicesAndHostsForADay() throws Exception {
    TaskRecords elsewhere = recordsOf(GONE, new BuildService("elsewhere:7233", "default"));
    begin("asking");
    take();
    elsewhere.close();

    takeOver();

    assertEquals(1, kept().size());
    assertEquals(1, pending().getAttempt());
    takeOver(Clock.fixed(Instant.now().plus(Duration.ofHours(25)), ZoneOffset.UTC));
    assertEquals(List.of(), kept());
    assertEquals(1, pending().getAttempt());
  }
}
