package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.DurableFile;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.GivenTask;
import io.pim.workflows.activity.StepProgress;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps of a killed worker. */
@Timeout(120)
class TakeoverTest extends TakeoverFixture {
  @Test
  void returnsTheTasksOfAKilledWorker() throws Exception {
    TaskRecords killed = recordsOf(GONE, here());
    WorkflowStub build = begin("asking");
    PollActivityTaskQueueResponse first = take();
    beat(first);
    assertEquals(DurableFile.PRIVATE, Files.getPosixFilePermissions(kept().get(0)));
    killed.close();

    takeOver();

    PendingActivityInfo pending = pending();
    assertEquals(2, pending.getAttempt());
    ApplicationFailure failure =
        (ApplicationFailure) ofTheStep().failureToException(pending.getLastFailure());
    assertEquals("WORKER_LOST", failure.getType());
    assertEquals(
        FailureKind.WORKER_LOST, failure.getDetails().get(FailureReport.class).kind(), "signed");
    assertEquals(List.of(), kept());
    TaskRecords next = recordsOf(ProcessIdentity.ofThis(), here());
    try (next) {
      PollActivityTaskQueueResponse second = take();
      assertEquals(2, second.getAttempt());
      assertEquals(
          HALF,
          ofTheStep()
              .fromPayloads(
                  0,
                  Optional.of(second.getHeartbeatDetails()),
                  StepProgress.class,
                  StepProgress.class));
      assertEquals(1, kept().size());
      complete(second);
      assertEquals("done", build.getResult(String.class));
      assertEquals(List.of(), kept(), "an answered task needs no record");
    }
  }

  /** The service has sent the task, and the worker was killed before it read the message. */
  @Test
  void returnsAnUnrecordedAttemptOfTheKilledWorker() throws Exception {
    TaskRecords killed = recordsOf(GONE, here());
    WorkflowStub build = begin("asking");
    String runId = build.getExecution().getRunId();
    killed.given(new GivenTask("dG9rZW4=", "web-arm64", runId, "Build", ""));
    takeUnrecorded(killed.identity());
    killed.close();

    takeOver();

    assertEquals(2, pending().getAttempt());
    complete(take());
    assertEquals("done", build.getResult(String.class));
  }

  @Test
  void skipsAnAttemptThatIsOver() throws Exception {
    TaskRecords killed = recordsOf(GONE, here());
    WorkflowStub build = begin("asking");
    PollActivityTaskQueueResponse task = take();
    byte[] record = Files.readAllBytes(kept().get(0));
    complete(task);
    assertEquals("done", build.getResult(String.class));
    assertEquals(List.of(), kept());
    Files.write(folders.tasks().resolve("late.json"), record);
    Files.writeString(folders.tasks().resolve(".torn.json.0123.tmp"), "{");
    killed.close();

    takeOver();

    assertEquals(List.of(folders.tasks().resolve(".torn.json.0123.tmp")), kept());
    takeOver(Clock.fixed(Instant.now().plus(Duration.ofHours(25)), ZoneOffset.UTC));
    assertEquals(List.of(), kept());
  }

  @Test
  void removesDraftsOfAKilledWorker() throws Exception {
    TaskRecords killed = recordsOf(GONE, here());
    begin("asking");
    take();
    String name = kept().get(0).getFileName().toString();
    Path draft = folders.tasks().resolve("." + name + ".0123456789abcdef.tmp");
    Files.writeString(draft, "{");

    takeOver();
    assertTrue(Files.exists(draft), "its worker may still be writing it");

    killed.close();
    takeOver();
    assertEquals(List.of(), kept());
  }

  @Test
  void endsABuildThatWasCancelledInTheMeantime() throws Exception {
    TaskRecords killed = recordsOf(GONE, here());
    WorkflowStub build = begin("asking");
    take();
    build.cancel();
    DevServer.until(
        "the step is to end",
        () -> pending().getState() == PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED);
    killed.close();

    takeOver();

    assertThrows(WorkflowFailedException.class, () -> build.getResult(String.class));
    assertEquals(List.of(), kept());
  }

  @Test
  void completesTasksIfNoRecordCanBeWritten() throws Exception {
    Files.createDirectories(folders.runtime());
    Files.writeString(folders.tasks(), "no folder");
    TaskRecords records = recordsOf(ProcessIdentity.ofThis(), here());
    try (records) {
      records.given(new GivenTask("dG9rZW4=", "web-arm64", "run", "Build", "RunScript"));
      WorkflowStub build = begin("asking");
      complete(take());
      assertEquals("done", build.getResult(String.class));
    }
    takeOver();

    Files.delete(folders.tasks());
    Files.delete(folders.tasksLock());
    Files.createDirectory(folders.tasksLock());
    TaskRecords without = recordsOf(ProcessIdentity.ofThis(), here());
    try (without) {
      without.given(new GivenTask("dG9rZW4=", "web-arm64", "run", "Build", "RunScript"));
      assertEquals(List.of(), kept(), "a record without a lock would look like a dead worker's");
    }
    assertTrue(Files.isDirectory(folders.tasksLock()));
  }
}
