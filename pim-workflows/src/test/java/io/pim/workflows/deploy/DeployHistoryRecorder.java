package io.pim.workflows.deploy;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.model.deploy.DeployAct;
import io.pim.model.failure.FailureKind;
import io.pim.workflows.build.Fault;
import io.pim.workflows.build.RealServer;
import io.pim.workflows.build.ShortLimits;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Records a history of every shape of deployment for {@link DeployReplayTest}, on a real server
 * with a fake target, into the folder that the property names. Not a test: {@code make histories}
 * runs it.
 */
@Tag("temporal")
@Timeout(300)
@EnabledIfSystemProperty(named = "pim.record.histories", matches = ".+")
class DeployHistoryRecorder {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final Path folder =
      Path.of(System.getProperty("pim.record.histories", ""), "deployments");
  private RealServer server;
  private WorkerFactory workers;
  private FakeTarget target;
  private DeployWorkflow workflow;
  private WorkflowStub stub;

  @BeforeEach
  void open() {
    open(List.of());
  }

  private void open(List<String> more) {
    server = RealServer.start(more);
    target = new FakeTarget();
    workers =
        WorkerFactory.newInstance(
            server.client(),
            WorkerFactoryOptions.newBuilder()
                .setWorkerInterceptors(new ShortLimits(LIMIT))
                .build());
    workers
        .newWorker(TaskQueues.WORKFLOWS)
        .registerWorkflowImplementationTypes(DeployWorkflowImpl.class);
    workers
        .newWorker(TaskQueues.host(DeployRequests.HOST))
        .registerActivitiesImplementations(target);
    workers.start();
    workflow = DeployEnvironment.newDeployment(server.client());
    stub = WorkflowStub.fromTyped(workflow);
  }

  @AfterEach
  void close() {
    workers.shutdownNow();
    workers.awaitTermination(60, TimeUnit.SECONDS);
    server.close();
  }

  private void hold(String step) {
    target.faults().fail(step, FailureKind.TARGET_REFUSED);
    stub.start(DeployRequests.holding());
    awaitHeld(workflow);
  }

  private static void awaitHeld(DeployWorkflow deployment) {
    while (deployment.status().state() != BuildState.HELD) {
      LockSupport.parkNanos(20_000_000);
    }
  }

  private void recordDone(String name) throws IOException {
    stub.getResult(DeployResult.class);
    record(name);
  }

  private void recordFailed(String name) throws IOException {
    assertThrows(WorkflowFailedException.class, () -> stub.getResult(DeployResult.class));
    record(name);
  }

  private void record(String name) throws IOException {
    record(name, server.client().fetchHistory(DeployRequests.ID.workflowId()).toJson(true));
  }

  private void record(String name, String history) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".json"), history);
  }

  @Test
  void done() throws Exception {
    stub.start(DeployRequests.holding());
    recordDone("done");
  }

  @Test
  void rollback() throws Exception {
    stub.start(DeployRequests.request(DeployAct.ROLLBACK, OnFailure.HOLD));
    recordDone("rollback");
  }

  @Test
  void removal() throws Exception {
    stub.start(DeployRequests.request(DeployAct.REMOVE, OnFailure.HOLD));
    recordDone("removal");
  }

  @Test
  void cancelled() throws Exception {
    target.faults().disturb("upload", Fault.BLOCKED);
    stub.start(DeployRequests.holding());
    target.faults().awaitBlocked();
    stub.cancel();
    recordFailed("cancelled");
  }

  @Test
  void cancelledOnceRecorded() throws Exception {
    target.faults().disturb("prune", Fault.BLOCKED);
    stub.start(DeployRequests.holding());
    target.faults().awaitBlocked();
    stub.cancel();
    recordFailed("cancelled-once-recorded");
  }

  @Test
  void heldAndCancelled() throws Exception {
    hold("create");
    stub.cancel();
    recordFailed("held-and-cancelled");
  }

  @Test
  void heldAndAborted() throws Exception {
    hold("create");
    workflow.abort();
    recordFailed("held-and-aborted");
  }

  @Test
  void notUndone() throws Exception {
    hold("create");
    target.faults().fail("undo", FailureKind.TARGET_FAILED);
    workflow.abort();
    recordFailed("not-undone");
  }

  @Test
  void failed() throws Exception {
    target.faults().fail("create", FailureKind.TARGET_FULL);
    stub.start(DeployRequests.request(DeployAct.DEPLOY, OnFailure.FAIL));
    recordFailed("failed");
  }

  @Test
  void retriedUnchanged() throws Exception {
    hold("upload");
    workflow.retry();
    recordDone("retried-unchanged");
  }

  @Test
  void retriedWithAnotherSecret() throws Exception {
    hold("create");
    workflow.retryWith(DeployRequests.withNewSecret());
    recordDone("retried-with-another-secret");
  }

  @Test
  void retriedElsewhere() throws Exception {
    hold("create");
    workflow.retryWith(DeployRequests.elsewhere());
    recordDone("retried-elsewhere");
  }

  @Test
  void lostHost() throws Exception {
    target.faults().fail("create", FailureKind.HOST_LOST);
    stub.start(DeployRequests.holding());
    recordDone("lost-host");
  }

  @Test
  void heldInTwoHistories() throws Exception {
    close();
    open(List.of("--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=40"));
    hold("switch");
    String first = stub.getExecution().getRunId();
    String id = DeployRequests.ID.workflowId();
    DeployWorkflow current = server.client().newWorkflowStub(DeployWorkflow.class, id);
    WorkflowStub newest = WorkflowStub.fromTyped(current);
    while (newest.describe().getExecution().getRunId().equals(first)) {
      LockSupport.parkNanos(20_000_000);
    }
    awaitHeld(current);
    record("continued-while-held", server.client().fetchHistory(id, first).toJson(true));
    current.retry();
    recordDone("retried-in-a-new-history");
  }
}
