package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.files.PimFolders;
import io.pim.model.files.ServiceFolder;
import io.pim.model.files.VmName;
import io.pim.model.json.Json;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.pim.worker.connection.WorkerReady;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A complete worker on a real Temporal server: its queues, its health, and its end. */
@Timeout(300)
class WorkerProcessTest extends WorkerProcessFixture {
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
    // The worker starts again with the same queues, and finds the search attributes.
    WorkerProcess.start(
            connection,
            folders,
            Settings.read(new ConfigFolders(folder, folder)),
            IDENTITY,
            environment)
        .close();
    assertTrue(Files.exists(ready));
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

  /** The ID that distinguishes the service from another one at the same address. */
  @Test
  void recordsASharedServiceWithItsNamespacesId() {
    ServiceAddress shared =
        new ServiceAddress(ServiceAddress.Source.ENVIRONMENT, server.address().profile());
    try (TemporalConnection other = TemporalConnection.probe(shared, Duration.ofSeconds(60))) {
      assertTrue(other.service().namespaceId().isPresent());
      assertEquals(other.service(), other.service());
    }
    assertEquals(Optional.empty(), connection.service().namespaceId());
  }
}
