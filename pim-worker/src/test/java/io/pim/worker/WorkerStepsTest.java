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
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.HostActivities;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The steps of builds that a worker takes, returns when it stops, and takes over. */
@Timeout(300)
class WorkerStepsTest extends WorkerProcessFixture {
  /**
   * Requests a slot of this host, or ends the build's machines there. It poses as a build, because
   * a host refuses all other workflow types.
   */
  @WorkflowInterface
  public interface Ask {
    @WorkflowMethod(name = "Build")
    String ask(boolean forSlot, String build);
  }

  /** See {@link Ask}; runs with the limits of a build. */
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

  /** However many builds wait for a full host, the running one makes progress. */
  @Test
  void waitingBuildsDoNotStarveTheRunningOne() throws Exception {
    PimFolders folders =
        PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder);
    Files.writeString(folder.resolve("pim.yml"), "worker: {vm_slots: 1}\n");
    // The claim is of another service, so PIM does not check whether the build has ended.
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

  /** Clean-up may take long, and builds wait for their worker in the meantime. */
  @Test
  void takesTasksBeforeItCleansUpItsHost() throws Exception {
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
      assertFalse(asked.isDone(), "the step still waits for the lock");
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
              "after any number of attempts");
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
                "it returns the step instead of waiting");
          }
        });
  }
}
