package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.pim.host.claim.BuildService;
import io.pim.model.files.PimFolders;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.StepProgress;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.DataConverter;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uses a real server; the test itself makes the dead worker's calls. */
@Timeout(120)
abstract class TakeoverFixture {
  static final String QUEUE = "pim-host-here-abc123";
  static final String HERE = "here-abc123";
  static final StepProgress HALF = new StepProgress("script:base", 0.5, "half done");

  /** A process that is not of this boot of the machine. */
  static final ProcessIdentity GONE =
      new ProcessIdentity(ProcessHandle.current().pid(), Instant.EPOCH, "another boot");

  @TempDir Path folder;
  PimFolders folders;
  DevServer server;
  TemporalConnection connection;
  WorkerFactory asking;

  /** Runs one step on a host. */
  @WorkflowInterface
  public interface OneStep {
    @WorkflowMethod(name = "Build")
    String run();
  }

  /** See {@link OneStep}; runs with the limits of a build's steps. */
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

  TaskRecords recordsOf(ProcessIdentity worker, BuildService service) {
    TaskRecords records = TaskRecords.begin(folders, service, worker);
    connection.tasks().setListener(records);
    return records;
  }

  BuildService here() {
    return connection.service().on(HERE);
  }

  void takeOver() throws Exception {
    takeOver(Clock.systemUTC());
  }

  void takeOver(Clock clock) throws Exception {
    new Takeover(folders, new TaskReturn(connection), this::here, clock).run();
  }

  WorkflowStub begin(String queue) {
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

  WorkflowServiceBlockingStub service() {
    return connection.stubs().blockingStub().withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  PollActivityTaskQueueResponse take() {
    return take(service(), "test");
  }

  static PollActivityTaskQueueResponse take(WorkflowServiceBlockingStub stub, String identity) {
    return stub.withDeadlineAfter(60, TimeUnit.SECONDS)
        .pollActivityTaskQueue(
            PollActivityTaskQueueRequest.newBuilder()
                .setNamespace("default")
                .setIdentity(identity)
                .setTaskQueue(TaskQueue.newBuilder().setName(QUEUE))
                .build());
  }

  PollWorkflowTaskQueueResponse takeWorkflowTask(String queue) {
    return service()
        .pollWorkflowTaskQueue(
            PollWorkflowTaskQueueRequest.newBuilder()
                .setNamespace("default")
                .setIdentity("test")
                .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                .build());
  }

  void beat(PollActivityTaskQueueResponse task) {
    service()
        .recordActivityTaskHeartbeat(
            RecordActivityTaskHeartbeatRequest.newBuilder()
                .setNamespace("default")
                .setTaskToken(task.getTaskToken())
                .setDetails(ofTheStep().toPayloads(HALF).orElseThrow())
                .build());
  }

  /** Signed for the step, as everything is that steps send. */
  DataConverter ofTheStep() {
    return connection
        .client()
        .getOptions()
        .getDataConverter()
        .withContext(
            new ActivitySerializationContext(
                "default", "web-arm64", "Build", "RunScript", QUEUE, false));
  }

  PendingActivityInfo pending() {
    return service()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId("web-arm64"))
                .build())
        .getPendingActivities(0);
  }

  void complete(PollActivityTaskQueueResponse task) {
    Payloads result = ofTheStep().toPayloads("done").orElseThrow();
    service()
        .respondActivityTaskCompleted(
            RespondActivityTaskCompletedRequest.newBuilder()
                .setNamespace("default")
                .setTaskToken(task.getTaskToken())
                .setResult(result)
                .build());
  }

  List<Path> kept() throws Exception {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folders.tasks())) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folders.tasks())) {
        stream.forEach(files::add);
      }
    }
    return files;
  }

  void takeUnrecorded(String identity) {
    WorkflowServiceBlockingStub unrecorded =
        asking.getWorkflowClient().getWorkflowServiceStubs().blockingStub();
    assertFalse(take(unrecorded, identity).getTaskToken().isEmpty());
  }
}
