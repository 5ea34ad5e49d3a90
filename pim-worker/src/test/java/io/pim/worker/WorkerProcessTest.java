package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.util.Durations;
import io.pim.host.claim.BuildService;
import io.pim.host.claim.VmSlots;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.files.BuildId;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PimFolders;
import io.pim.model.files.ServiceFolder;
import io.pim.model.files.VmName;
import io.pim.model.json.Json;
import io.pim.model.unit.Architecture;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.pim.worker.connection.WorkerReady;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole worker on a real Temporal server: the wiring works. */
@Timeout(300)
class WorkerProcessTest {
  private static final WorkerProcess.Identity IDENTITY =
      new WorkerProcess.Identity("host-abc123", Architecture.ARM64, "0.1-test");

  @TempDir Path folder;
  private DevServer server;
  private TemporalConnection connection;

  @BeforeEach
  void startServer() throws Exception {
    server = DevServer.start(folder);
    connection = TemporalConnection.open(server.address(), folders(), Duration.ofSeconds(60));
  }

  private PimFolders folders() {
    return OtherWorker.folders(folder);
  }

  @AfterEach
  void stopServer() throws Exception {
    if (connection != null) {
      connection.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void pollsItsQueuesAndEnds() throws Exception {
    PimFolders folders = folders();
    Path ready = folder.resolve("ready.json");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put(WorkerReady.FILE_VARIABLE, ready.toString());
    Set<String> before = pollers();
    Path log = new ServiceFolder(folders.service()).serverLog();
    Files.createDirectories(log.getParent());
    Files.write(log, new byte[(int) BoundedLog.LIMIT + 1]);
    Path console = folders.vmFolder(VmName.of("web")).console();
    Files.createDirectories(console.getParent());
    Files.write(console, new byte[(int) BoundedLog.LIMIT + 1]);

    WorkerProcess worker =
        WorkerProcess.start(
            connection,
            folders,
            Settings.read(new ConfigFolders(folder, folder)),
            IDENTITY,
            environment);
    try (worker) {
      assertEquals(
          new WorkerReady(
              "host-abc123",
              List.of(
                  "pim",
                  "pim-arch-arm64",
                  "pim-claim-host-abc123",
                  "pim-host-host-abc123",
                  "pim-control")),
          Json.read(ready, WorkerReady.class));
      Set<String> wanted =
          new TreeSet<>(
              Set.of(
                  "Activity pim-arch-arm64",
                  "Activity pim-claim-host-abc123",
                  "Activity pim-control",
                  "Activity pim-host-host-abc123",
                  "Activity pim-record-host-abc123",
                  "Workflow pim",
                  "Workflow pim-record-host-abc123"));
      DevServer.until("it polls its queues", () -> pollers().containsAll(wanted));
      Set<String> polled = pollers();
      polled.removeAll(before);
      assertEquals(wanted, polled);
      for (String queue : wanted) {
        DevServer.until(queue + " is polled, says the server", () -> isPolled(queue));
      }
      assertEquals(false, isPolled("Activity pim-arch-x86_64"));
      for (String queue : wanted) {
        assertTrue(connection.polls().count(queue.split(" ", 2)[1]) > 0, "it is watched: " + queue);
      }
      assertFalse(worker.health().isBroken());
      DevServer.until("housekeeping is done", () -> Files.size(log) == 0);
      DevServer.until("also of VMs' consoles", () -> Files.size(console) < 1 << 20);
    }
    DevServer.until("nothing polls any more", () -> pollers().equals(before));
    assertTrue(server.isAlive());
    // It comes back with the same queues, and finds the search attributes there.
    WorkerProcess.start(
            connection,
            folders,
            Settings.read(new ConfigFolders(folder, folder)),
            IDENTITY,
            environment)
        .close();
    assertTrue(Files.exists(ready));
  }

  /**
   * Asks for a slot of this host, or ends the build's machines there. It poses as a build, because
   * a host refuses all other workflow types.
   */
  @WorkflowInterface
  public interface Ask {
    @WorkflowMethod(name = "Build")
    String ask(boolean forSlot, String build);
  }

  /** See there; by the limits that builds have. */
  public static final class Asking implements Ask {
    @Override
    public String ask(boolean forSlot, String build) {
      String host = IDENTITY.hostId();
      if (forSlot) {
        return Workflow.newActivityStub(
                ClaimActivities.class, ActivityLimits.claim(TaskQueues.claims(host)))
            .claim(BuildId.of(build))
            .hostId();
      }
      Workflow.newActivityStub(HostActivities.class, ActivityLimits.step(host, "stop machines"))
          .stopMachines(BuildId.of(build));
      return host;
    }
  }

  private CompletableFuture<String> ask(boolean forSlot, BuildId build) {
    WorkflowOptions options =
        WorkflowOptions.newBuilder()
            .setWorkflowId(build.workflowId())
            .setTaskQueue("asking")
            .build();
    Ask ask = connection.client().newWorkflowStub(Ask.class, options);
    return WorkflowClient.execute(ask::ask, forSlot, build.text());
  }

  /** However many builds wait for a full host, the running one progresses. */
  @Test
  void buildsThatWaitForASlotDoNotStarveTheOneThatRuns() throws Exception {
    PimFolders folders =
        PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder);
    Files.writeString(folder.resolve("pim.yml"), "worker: {vm_slots: 1}\n");
    // It is of another service, so PIM does not ask whether it has ended.
    VmSlots slots = new VmSlots(folders, 1, new BuildService("elsewhere:7233", "default"));
    BuildId runs = BuildId.of("web-arm64-20261122-120000");
    slots.tryClaim(runs);
    WorkerFactory asking = WorkerFactory.newInstance(connection.client());
    asking.newWorker("asking").registerWorkflowImplementationTypes(Asking.class);
    asking.start();
    WorkerProcess worker =
        WorkerProcess.start(
            connection,
            folders,
            Settings.read(new ConfigFolders(folder, folder)),
            IDENTITY,
            System.getenv());
    try (worker) {
      List<CompletableFuture<String>> waiting = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        waiting.add(ask(true, BuildId.of("web" + i + "-arm64-20261122-120000")));
      }

      assertEquals(IDENTITY.hostId(), ask(false, runs).get(120, TimeUnit.SECONDS));
      assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));
      slots.release(runs);
      CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new)).get(120, TimeUnit.SECONDS);
      assertEquals(1, slots.holders().size());
    } finally {
      asking.shutdownNow();
    }
  }

  /** Tidying may take long, and builds wait for their worker meanwhile. */
  @Test
  void takesTasksBeforeItTidiesItsHost() throws Exception {
    PimFolders folders = folders();
    WorkerFactory asking = WorkerFactory.newInstance(connection.client());
    asking.newWorker("asking").registerWorkflowImplementationTypes(Asking.class);
    asking.start();
    Files.createDirectories(folders.layersLock().getParent());
    ExclusiveFile.Hold layers = new ExclusiveFile(folders.layersLock()).tryHold().orElseThrow();
    try (layers;
        WorkerProcess worker = startWorker(folders)) {
      String host = ask(false, BuildId.of("web-arm64-20261122-120000")).get(120, TimeUnit.SECONDS);
      assertEquals(IDENTITY.hostId(), host);
      assertFalse(worker.health().isBroken());
    } finally {
      asking.shutdownNow();
    }
  }

  private Optional<PendingActivityInfo> pendingOf(BuildId build) {
    return connection
        .stubs()
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(build.workflowId()))
                .build())
        .getPendingActivitiesList()
        .stream()
        .findFirst();
  }

  private PendingActivityInfo pending(BuildId build) {
    return pendingOf(build).orElseThrow();
  }

  private boolean isAtWork(BuildId build) {
    return pendingOf(build)
        .filter(step -> step.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED)
        .filter(PendingActivityInfo::hasHeartbeatDetails)
        .isPresent();
  }

  private WorkerProcess startWorker(PimFolders folders) throws Exception {
    return WorkerProcess.start(
        connection,
        folders,
        Settings.read(new ConfigFolders(folder, folder)),
        IDENTITY,
        System.getenv());
  }

  /** Runs while a step of the build waits for the lock that the test holds. */
  private interface DuringAStep {
    void run(BuildId build, PimFolders folders) throws Exception;
  }

  private void duringAStep(DuringAStep work) throws Exception {
    PimFolders folders = folders();
    BuildId build = BuildId.of("web-arm64-20261122-120000");
    WorkerFactory asking = WorkerFactory.newInstance(connection.client());
    asking.newWorker("asking").registerWorkflowImplementationTypes(Asking.class);
    asking.start();
    CompletableFuture<String> asked;
    ExclusiveFile.Hold turn =
        new ExclusiveFile(folders.build(build.text()).turn()).tryHold().orElseThrow();
    try {
      asked = ask(false, build);
      work.run(build, folders);
      assertFalse(asked.isDone(), "it has no turn yet");
    } finally {
      turn.close();
    }
    try (WorkerProcess next = startWorker(folders)) {
      assertEquals(IDENTITY.hostId(), asked.get(60, TimeUnit.SECONDS));
      assertFalse(next.health().isBroken());
    } finally {
      asking.shutdownNow();
    }
  }

  @Test
  void aWorkerThatStopsReturnsItsSteps() throws Exception {
    duringAStep(
        (build, folders) -> {
          WorkerProcess worker = startWorker(folders);
          DevServer.until("the step is at work", () -> isAtWork(build));
          worker.close();

          PendingActivityInfo pending = pending(build);
          assertEquals(2, pending.getAttempt());
          assertEquals(
              "WORKER_LOST", pending.getLastFailure().getApplicationFailureInfo().getType());
          assertEquals(
              Durations.fromMillis(100),
              pending.getLastFailure().getApplicationFailureInfo().getNextRetryDelay(),
              "however many attempts there were");
        });
  }

  @Test
  void takesOverTheStepsOfAKilledWorker() throws Exception {
    duringAStep(
        (build, folders) -> {
          Process killed = OtherWorker.start(server, IDENTITY, folder);
          try {
            DevServer.until("the step is at work", () -> isAtWork(build));
          } finally {
            killed.destroyForcibly().waitFor();
          }

          try (WorkerProcess next = startWorker(folders)) {
            assertFalse(next.health().isBroken());
            DevServer.until("another attempt is at work", () -> pending(build).getAttempt() == 2);
            assertEquals(
                "WORKER_LOST",
                pending(build).getLastFailure().getApplicationFailureInfo().getType(),
                "given back, not waited for");
          }
        });
  }

  private boolean isPolled(String typeAndQueue) {
    String[] words = typeAndQueue.split(" ", 2);
    return connection
            .stubs()
            .blockingStub()
            .describeTaskQueue(
                DescribeTaskQueueRequest.newBuilder()
                    .setNamespace("default")
                    .setTaskQueue(TaskQueue.newBuilder().setName(words[1]))
                    .setTaskQueueType(
                        words[0].equals("Workflow")
                            ? TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
                            : TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
                    .build())
            .getPollersCount()
        > 0;
  }

  /** The queues that this process polls, by the names of the SDK's threads. */
  private static Set<String> pollers() {
    Set<String> found = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String name = thread.getName();
      if (name.matches("(Workflow|Activity) Poller taskQueue=\"pim.*")) {
        found.add(name.replaceFirst("^(\\w+) Poller taskQueue=\"([^\"/]+).*", "$1 $2"));
      }
    }
    return found;
  }

  /** The id that distinguishes the service from another one at the same address. */
  @Test
  void aSharedServiceIsRememberedWithItsNamespacesOwnId() {
    ServiceAddress shared =
        new ServiceAddress(ServiceAddress.Source.ENVIRONMENT, server.address().profile());
    try (TemporalConnection other = TemporalConnection.probe(shared, Duration.ofSeconds(60))) {
      assertTrue(other.service().namespaceId().isPresent());
      assertEquals(other.service(), other.service());
    }
    assertEquals(Optional.empty(), connection.service().namespaceId());
  }
}
