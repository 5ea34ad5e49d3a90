package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.unit.Architecture;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.activity.HostRecordActivities;
import io.pim.workflows.host.HostWorkflow;
import io.pim.workflows.message.HostOrder;
import io.pim.workflows.message.HostReport;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.payload.context.ActivitySerializationContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host's reports and orders, by a complete worker on a real server. */
@Tag("temporal")
@Timeout(300)
class HostRecordTest {
  private static final WorkerProcess.Identity IDENTITY =
      new WorkerProcess.Identity("mac-3fa2c1", Architecture.ARM64, "0.1-test");

  @TempDir Path folder;
  private DevServer server;
  private TemporalConnection connection;

  @BeforeEach
  void startServer() throws Exception {
    server = DevServer.start(folder);
    connection = connect();
  }

  @AfterEach
  void stopServer() {
    if (connection != null) {
      connection.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private TemporalConnection connect() {
    return TemporalConnection.open(
        server.address(), OtherWorker.folders(folder), Duration.ofSeconds(60));
  }

  private WorkerProcess startWorker() throws Exception {
    return WorkerProcess.start(
        connection,
        OtherWorker.folders(folder),
        Settings.read(new ConfigFolders(folder, folder)),
        IDENTITY,
        System.getenv());
  }

  private Optional<PendingActivityInfo> pending() {
    try {
      return connection
          .stubs()
          .blockingStub()
          .describeWorkflowExecution(
              DescribeWorkflowExecutionRequest.newBuilder()
                  .setNamespace("default")
                  .setExecution(
                      WorkflowExecution.newBuilder()
                          .setWorkflowId(HostWorkflow.workflowId(IDENTITY.hostId())))
                  .build())
          .getPendingActivitiesList()
          .stream()
          .filter(a -> a.getActivityType().getName().equals(HostRecordActivities.REPORT))
          .findFirst();
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  private Optional<HostReport> report() {
    return pending()
        .filter(activity -> activity.getHeartbeatDetails().getPayloadsCount() > 0)
        .map(
            activity ->
                connection
                    .client()
                    .getOptions()
                    .getDataConverter()
                    .withContext(
                        new ActivitySerializationContext(
                            "default",
                            HostWorkflow.workflowId(IDENTITY.hostId()),
                            HostWorkflow.TYPE,
                            HostRecordActivities.REPORT,
                            "",
                            false))
                    .fromPayloads(
                        0,
                        Optional.of(activity.getHeartbeatDetails()),
                        HostReport.class,
                        HostReport.class));
  }

  private void until(String what, Predicate<HostReport> wanted) throws Exception {
    DevServer.until(what, () -> report().filter(wanted).isPresent());
  }

  private void order(boolean drained) {
    order(connection, drained);
  }

  private static void order(TemporalConnection sender, boolean drained) {
    sender
        .client()
        .newUntypedWorkflowStub(HostWorkflow.workflowId(IDENTITY.hostId()))
        .signal(HostWorkflow.ORDER, new HostOrder(IDENTITY.hostId(), drained));
  }

  @Test
  void reportsAndIsDrainedUntilItIsUndrained() throws Exception {
    try (WorkerProcess worker = startWorker()) {
      until("it reports", report -> true);
      HostReport first = report().orElseThrow();
      assertEquals(IDENTITY.hostId(), first.hostId());
      assertEquals(Architecture.ARM64, first.architecture());
      assertEquals("0.1-test", first.pimVersion());
      assertEquals(List.of(), first.builds());
      assertEquals(Optional.empty(), first.drainedSince());
      assertTrue(first.slots() > 0);

      order(true);
      until("it is drained", report -> report.drainedSince().isPresent());
      assertFalse(worker.health().isBroken());
    }
    assertTrue(
        pending().orElseThrow().hasLastHeartbeatTime(), "a stopped host has a last heartbeat");
    assertTrue(report().orElseThrow().drainedSince().isPresent(), "and its state stays");
    long polls = connection.polls().count(TaskQueues.architecture(Architecture.ARM64));

    try (WorkerProcess next = startWorker()) {
      DevServer.until("it reports again", () -> pending().orElseThrow().getAttempt() == 2);
      assertEquals(
          "WORKER_LOST",
          pending().orElseThrow().getLastFailure().getApplicationFailureInfo().getType(),
          "it returns the task instead of waiting");
      until("it is drained still", report -> report.drainedSince().isPresent());
      assertEquals(polls, connection.polls().count(TaskQueues.architecture(Architecture.ARM64)));

      order(false);
      until("it is undrained", report -> report.drainedSince().isEmpty());
      DevServer.until(
          "it asks for builds",
          () -> connection.polls().count(TaskQueues.architecture(Architecture.ARM64)) > polls);
      assertFalse(next.health().isBroken());
    }
  }

  @Test
  void aKilledWorkersSuccessorStartsAtOnceAndFollowsTheNewOrder() throws Exception {
    Process killed = OtherWorker.start(server, IDENTITY, folder);
    try {
      until("it reports", report -> true);
    } finally {
      killed.destroyForcibly().waitFor();
    }
    order(true);

    try (WorkerProcess next = startWorker()) {
      until("it is drained", report -> report.drainedSince().isPresent());
      assertEquals(
          "WORKER_LOST",
          pending().orElseThrow().getLastFailure().getApplicationFailureInfo().getType(),
          "it returns the task instead of waiting");
      assertTrue(Files.exists(OtherWorker.folders(folder).drained()));
      assertFalse(next.health().isBroken());
    }
  }

  @Test
  void anUnsignedOrderChangesNothing() throws Exception {
    try (WorkerProcess worker = startWorker()) {
      until("it reports", report -> true);

      try (TemporalConnection stranger =
          TemporalConnection.probe(server.address(), Duration.ofSeconds(60))) {
        order(stranger, true);
      }
      order(false);

      DevServer.until("the signed order arrived", () -> obeyed() == 1);
      assertEquals(1, obeyed());
      assertFalse(Files.exists(OtherWorker.folders(folder).drained()));
      assertFalse(worker.health().isBroken());
    }
  }

  private long obeyed() {
    return connection
        .client()
        .fetchHistory(HostWorkflow.workflowId(IDENTITY.hostId()))
        .getEvents()
        .stream()
        .filter(event -> event.hasActivityTaskCompletedEventAttributes())
        .count();
  }
}
