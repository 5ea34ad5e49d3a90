package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.pim.host.claim.BuildService;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.DurableFile;
import io.pim.model.files.PimFolders;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.GivenTask;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.StepProgress;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.CompleteWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.taskqueue.v1.StickyExecutionAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.DataConverter;
import io.temporal.failure.ApplicationFailure;
import io.temporal.payload.context.ActivitySerializationContext;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uses a real server; the test makes the calls of the dead worker itself. */
@Timeout(120)
class TakeoverTest {
  private static final String QUEUE = "pim-host-here-abc123";
  private static final String HERE = "here-abc123";
  private static final StepProgress HALF = new StepProgress("script:base", 0.5, "half done");

  /** No process is of this run of the machine. */
  private static final ProcessIdentity GONE =
      new ProcessIdentity(ProcessHandle.current().pid(), Instant.EPOCH, "another boot");

  @TempDir Path folder;
  private PimFolders folders;
  private DevServer server;
  private TemporalConnection connection;
  private WorkerFactory asking;

  /** Runs one step on a host. */
  @WorkflowInterface
  public interface OneStep {
    @WorkflowMethod(name = "Build")
    String run();
  }

  /** See there; by the limits that steps have. */
  public static final class AskingForOneStep implements OneStep {
    @Override
    public String run() {
      return Workflow.newUntypedActivityStub(ActivityLimits.step(HERE, "a step"))
          .execute("RunScript", String.class);
    }
  }

  @BeforeEach
  void start() throws Exception {
    folders =
        PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.resolve("run").toString()), folder, folder);
    server = DevServer.start(folder);
    connection = TemporalConnection.open(server.address(), folders, Duration.ofSeconds(5));
    TemporalConnection own =
        TemporalConnection.open(server.address(), folders, Duration.ofSeconds(5));
    asking = WorkerFactory.newInstance(own.client());
    asking.newWorker("asking").registerWorkflowImplementationTypes(AskingForOneStep.class);
    asking.start();
  }

  @AfterEach
  void stop() {
    asking.shutdownNow();
    asking.getWorkflowClient().getWorkflowServiceStubs().shutdownNow();
    connection.close();
    server.close();
  }

  private TaskRecords recordsOf(ProcessIdentity worker, BuildService service) {
    TaskRecords records = TaskRecords.begin(folders, service, worker);
    connection.tasks().setListener(records);
    return records;
  }

  private BuildService here() {
    return connection.service().on(HERE);
  }

  private void takeOver() throws Exception {
    takeOver(Clock.systemUTC());
  }

  private void takeOver(Clock clock) throws Exception {
    new Takeover(folders, new TaskReturn(connection), this::here, clock).run();
  }

  private WorkflowStub begin(String queue) {
    WorkflowStub stub =
        connection
            .client()
            .newUntypedWorkflowStub(
                "Build",
                WorkflowOptions.newBuilder()
                    .setWorkflowId("web-arm64")
                    .setTaskQueue(queue)
                    .build());
    stub.start();
    return stub;
  }

  private WorkflowServiceBlockingStub service() {
    return connection.stubs().blockingStub().withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private PollActivityTaskQueueResponse take() {
    return take(service(), "test");
  }

  private static PollActivityTaskQueueResponse take(
      WorkflowServiceBlockingStub stub, String identity) {
    return stub.withDeadlineAfter(60, TimeUnit.SECONDS)
        .pollActivityTaskQueue(
            PollActivityTaskQueueRequest.newBuilder()
                .setNamespace("default")
                .setIdentity(identity)
                .setTaskQueue(TaskQueue.newBuilder().setName(QUEUE))
                .build());
  }

  private PollWorkflowTaskQueueResponse takeWorkflowTask(String queue) {
    return service()
        .pollWorkflowTaskQueue(
            PollWorkflowTaskQueueRequest.newBuilder()
                .setNamespace("default")
                .setIdentity("test")
                .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                .build());
  }

  private void beat(PollActivityTaskQueueResponse task) {
    service()
        .recordActivityTaskHeartbeat(
            RecordActivityTaskHeartbeatRequest.newBuilder()
                .setNamespace("default")
                .setTaskToken(task.getTaskToken())
                .setDetails(ofTheStep().toPayloads(HALF).orElseThrow())
                .build());
  }

  /** Signed for the step, as all is that steps send. */
  private DataConverter ofTheStep() {
    return connection
        .client()
        .getOptions()
        .getDataConverter()
        .withContext(
            new ActivitySerializationContext(
                "default", "web-arm64", "Build", "RunScript", QUEUE, false));
  }

  private PendingActivityInfo pending() {
    return service()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId("web-arm64"))
                .build())
        .getPendingActivities(0);
  }

  private void complete(PollActivityTaskQueueResponse task) {
    Payloads result = ofTheStep().toPayloads("done").orElseThrow();
    service()
        .respondActivityTaskCompleted(
            RespondActivityTaskCompletedRequest.newBuilder()
                .setNamespace("default")
                .setTaskToken(task.getTaskToken())
                .setResult(result)
                .build());
  }

  private List<Path> kept() throws Exception {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folders.tasks())) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folders.tasks())) {
        stream.forEach(files::add);
      }
    }
    return files;
  }

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
      assertEquals(List.of(), kept(), "nobody needs to know of what is answered");
    }
  }

  /** The service has sent the task, and the worker was killed before it read that. */
  @Test
  void anAttemptThatTheKilledWorkerDidNotRecordIsGivenOutAgain() throws Exception {
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
  void anAttemptOfAnotherWorkerIsLeftToIt() throws Exception {
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

  private void takeUnrecorded(String identity) {
    WorkflowServiceBlockingStub unrecorded =
        asking.getWorkflowClient().getWorkflowServiceStubs().blockingStub();
    assertFalse(take(unrecorded, identity).getTaskToken().isEmpty());
  }

  @Test
  void aWorkerThatLivesKeepsWhatItIsAt() throws Exception {
    TaskRecords living = recordsOf(GONE, here());
    begin("asking");
    PollActivityTaskQueueResponse task = take();

    takeOver();

    assertEquals(1, kept().size(), "its place is held: its number may be one of a container's");
    living.close();
    connection.tasks().setListener(recordsOf(ProcessIdentity.ofThis(), here()));
    complete(task);
  }

  /** As if somebody had removed the lock file while it was locked. */
  @Test
  void aProcessThatLivesKeepsWhatItIsAtThoughNobodyHoldsItsPlace() throws Exception {
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
  void aBuildThatWasCancelledMeanwhileEnds() throws Exception {
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
  void aTaskOfAWorkflowIsGivenOutAgain() throws Exception {
    TaskRecords killed = recordsOf(GONE, here());
    begin("workflows");
    ByteString first = takeWorkflowTask("workflows").getTaskToken();
    killed.close();

    takeOver();

    assertFalse(takeWorkflowTask("workflows").getTaskToken().equals(first));
  }

  /** Whatever comes next in a workflow is offered to the worker that has it in memory first. */
  @Test
  void aWorkflowIsTakenFromTheMemoryOfAKilledWorker() throws Exception {
    TaskRecords killed = recordsOf(GONE, here());
    WorkflowStub build = begin("workflows");
    PollWorkflowTaskQueueResponse first = takeWorkflowTask("workflows");
    service()
        .respondWorkflowTaskCompleted(
            RespondWorkflowTaskCompletedRequest.newBuilder()
                .setNamespace("default")
                .setTaskToken(first.getTaskToken())
                .setStickyAttributes(
                    StickyExecutionAttributes.newBuilder()
                        .setWorkerTaskQueue(TaskQueue.newBuilder().setName("memory of the killed"))
                        .setScheduleToStartTimeout(
                            com.google.protobuf.Duration.newBuilder().setSeconds(3600)))
                .build());
    assertEquals(1, kept().size(), "it is known as long as it runs");
    killed.close();

    takeOver();

    build.signal("retry");
    TaskRecords next = recordsOf(ProcessIdentity.ofThis(), here());
    try (next) {
      PollWorkflowTaskQueueResponse second = takeWorkflowTask("workflows");
      assertFalse(second.getTaskToken().isEmpty());
      assertEquals(1, kept().size());
      service()
          .respondWorkflowTaskCompleted(
              RespondWorkflowTaskCompletedRequest.newBuilder()
                  .setNamespace("default")
                  .setTaskToken(second.getTaskToken())
                  .addCommands(
                      Command.newBuilder()
                          .setCommandType(CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION)
                          .setCompleteWorkflowExecutionCommandAttributes(
                              CompleteWorkflowExecutionCommandAttributes.newBuilder()))
                  .build());
      assertEquals(List.of(), kept());
    }
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
      assertEquals(List.of(), kept(), "what nobody holds would be taken for a dead worker's");
    }
    assertTrue(Files.isDirectory(folders.tasksLock()));
  }
}
