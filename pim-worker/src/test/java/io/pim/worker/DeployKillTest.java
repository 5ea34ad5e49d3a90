package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.files.DeploymentId;
import io.pim.model.files.PimFolders;
import io.pim.model.registry.DeploymentEntry;
import io.pim.model.registry.Deployments;
import io.pim.model.unit.Architecture;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.deploy.DeployWorkflow;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.DeployResult;
import io.pim.workflows.queue.TaskQueues;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deployments to a folder by a worker that is killed as soon as each state is visible: a real
 * server, a real worker in its own process, real files.
 */
@Tag("temporal")
@Timeout(600)
class DeployKillTest {
  private static final WorkerProcess.Identity IDENTITY =
      new WorkerProcess.Identity("host-abc123", Architecture.X86_64, "0.1-test");
  private static final String SECRET = ShelfDeployments.SECRET;

  /** Large enough that a copy takes longer than the test's check of it. */
  private static final int IMAGE_BYTES = 32 << 20;

  @TempDir Path folder;
  private DevServer server;
  private TemporalConnection connection;
  private Path shelf;
  private Path line;
  private PimFolders folders;

  @BeforeEach
  void start() throws Exception {
    server = DevServer.start(folder);
    folders = OtherWorker.folders(folder);
    connection = TemporalConnection.open(server.address(), folders, Duration.ofSeconds(60));
    shelf = Files.createDirectories(folder.resolve("shelf"));
    line = shelf.resolve("web-x86_64");
  }

  @AfterEach
  void stop() throws Exception {
    if (connection != null) {
      connection.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static DeploymentId id(int day) {
    return ShelfDeployments.id(day);
  }

  private DeployRequest request(int day) throws IOException {
    return new ShelfDeployments(folders, shelf, IDENTITY.hostId(), IMAGE_BYTES).request(day);
  }

  private WorkflowStub begin(DeployRequest request) {
    WorkflowStub stub =
        WorkflowStub.fromTyped(
            connection
                .client()
                .newWorkflowStub(
                    DeployWorkflow.class,
                    WorkflowOptions.newBuilder()
                        .setWorkflowId(request.id().workflowId())
                        .setTaskQueue(TaskQueues.WORKFLOWS)
                        .setMemo(Map.of(BuildAttributes.DEPLOYMENT_ID_MEMO, request.id().text()))
                        .build()));
    stub.start(request);
    return stub;
  }

  /** Starts a worker, and kills it when a condition holds. */
  private void killOnce(String what, Callable<Boolean> seen) throws Exception {
    Process worker = OtherWorker.start(server, IDENTITY, folder);
    try {
      long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      while (!seen.call()) {
        assertTrue(System.nanoTime() - deadline < 0, "never seen: " + what + "\n" + log());
        assertTrue(worker.isAlive(), log());
        LockSupport.parkNanos(1_000_000);
      }
    } finally {
      worker.destroyForcibly().waitFor();
    }
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("other-worker.log"));
  }

  private <T> T withWorker(Callable<T> work) throws Exception {
    Process worker = OtherWorker.start(server, IDENTITY, folder);
    try {
      return work.call();
    } finally {
      worker.destroyForcibly().waitFor();
    }
  }

  private static DeployResult result(WorkflowStub stub) throws Exception {
    return stub.getResult(180, TimeUnit.SECONDS, DeployResult.class);
  }

  private Path whole(int day) {
    return line.resolve(id(day).text());
  }

  private Path part(int day) {
    return line.resolve("." + id(day) + ".part");
  }

  private boolean isCurrent(int day) throws IOException {
    Path link = line.resolve("current");
    return Files.isSymbolicLink(link)
        && Files.readSymbolicLink(link).toString().equals(id(day).text());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(shelf)) {
      return files.map(file -> shelf.relativize(file).toString()).sorted().toList();
    }
  }

  private static List<String> expectedNames(int... days) {
    List<String> names = new ArrayList<>(List.of("", "web-x86_64", "web-x86_64/current"));
    for (int day : days) {
      names.add("web-x86_64/" + id(day));
      names.add("web-x86_64/" + id(day) + "/deployment.json");
      names.add("web-x86_64/" + id(day) + "/image.qcow2");
    }
    return names.stream().sorted().toList();
  }

  @Test
  void aDeploymentSurvivesAKillOfItsWorkerAtEveryStep() throws Exception {
    WorkflowStub first = begin(request(1));
    withWorker(() -> result(first));
    DeployRequest request = request(2);
    WorkflowStub second = begin(request);
    PimFolders its = folders;
    Path image = part(2).resolve("image.qcow2");
    Path facts = its.deployment(id(2)).facts("upload");

    killOnce("the request", () -> Files.exists(its.deployment(id(2)).request()));
    killOnce("the part", () -> Files.exists(part(2)) || Files.exists(whole(2)));
    killOnce(
        "a byte", () -> Files.exists(whole(2)) || (Files.exists(image) && Files.size(image) > 0));
    killOnce("the upload", () -> Files.exists(whole(2)) || Files.exists(facts));
    assertTrue(isCurrent(1) || Files.exists(whole(2)), "users get the old image until then");
    killOnce("the whole", () -> Files.exists(whole(2)));
    killOnce("the link", () -> isCurrent(2));
    killOnce("the record", () -> new Deployments(its).find(id(2)).isPresent());

    DeployResult result = withWorker(() -> result(second));

    assertEquals(Optional.of(whole(2).resolve("image.qcow2").toString()), result.place());
    assertEquals(Optional.of(id(1).text()), result.previous());
    assertTrue(isCurrent(2));
    assertEquals(expectedNames(1, 2), names(), "nothing else remains");
    assertArrayEquals(
        Files.readAllBytes(its.image(request.plan().image().name())),
        Files.readAllBytes(line.resolve("current/image.qcow2")));
    assertEquals(
        DeploymentEntry.State.KEPT, new Deployments(its).find(id(1)).orElseThrow().state());
    assertTrue(new Deployments(its).find(id(2)).orElseThrow().isCurrent());
    assertFalse(Files.exists(its.deployment(id(2)).service()), "it is closed");
    String history = connection.client().fetchHistory(id(2).workflowId()).toJson(true);
    assertTrue(history.contains("PimTarget"), "it can be found by its target");
    assertFalse(history.contains(SECRET));
    assertFalse(log().contains(SECRET));
  }

  @Test
  void aDeploymentThatIsCancelledWithoutAWorkerLeavesNothing() throws Exception {
    WorkflowStub first = begin(request(1));
    withWorker(() -> result(first));
    List<String> before = names();
    WorkflowStub second = begin(request(2));
    killOnce("the part", () -> Files.exists(part(2)) || Files.exists(whole(2)));

    second.cancel();
    WorkflowFailedException failed =
        withWorker(() -> assertThrows(WorkflowFailedException.class, () -> result(second)));

    assertTrue(failed.getCause() instanceof CanceledFailure, "" + failed.getCause());
    assertEquals(before, names());
    assertTrue(isCurrent(1));
    assertEquals(Optional.empty(), new Deployments(folders).find(id(2)));
  }

  /** As an operator may do in the Web UI: the workflow then undoes nothing. */
  @Test
  void theNextWorkerUndoesADeploymentThatWasTerminated() throws Exception {
    WorkflowStub only = begin(request(1));
    killOnce("the part", () -> Files.exists(part(1)) || Files.exists(whole(1)));

    only.terminate("for the test");

    withWorker(
        () -> {
          DevServer.until(
              "it is undone",
              () ->
                  !Files.exists(line, LinkOption.NOFOLLOW_LINKS)
                      && !Files.exists(folders.deployment(id(1)).service()));
          return null;
        });
    assertEquals(List.of(""), names());
    assertTrue(Files.exists(folders.deployment(id(1)).log()), "its log is kept");
  }

  /** A missing folder holds the deployment; once the folder exists, a retry continues. */
  @Test
  void aHeldDeploymentContinuesWhenRetried() throws Exception {
    Files.delete(shelf);
    DeployRequest request = request(1);
    WorkflowStub stub = begin(request);
    DeployWorkflow workflow =
        connection.client().newWorkflowStub(DeployWorkflow.class, request.id().workflowId());
    withWorker(
        () -> {
          DevServer.until("it is held", () -> workflow.status().state() == BuildState.HELD);
          assertTrue(workflow.status().failure().orElseThrow().why().contains("does not exist"));
          Files.createDirectories(shelf);
          workflow.retry();
          return result(stub);
        });
    assertEquals(expectedNames(1), names());
  }
}
