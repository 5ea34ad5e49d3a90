package io.pim.cli.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.files.BuildId;
import io.pim.tools.process.Tools;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.HostClaim;
import io.pim.workflows.build.BuildWorkflow;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.queue.TaskQueues;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributes;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TemporalDevServer;
import io.temporal.testing.TemporalDevServerOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Builds that name their host, on a real server: only a real one describes queues. */
@Tag("temporal")
@Timeout(300)
class HostWaitTest {
  private TemporalDevServer server;
  private WorkflowServiceStubs service;
  private WorkflowClient client;
  private WorkerFactory workers;

  @BeforeEach
  void open() {
    Optional<Path> program =
        Optional.ofNullable(System.getenv("PIM_TEST_TEMPORAL"))
            .map(Path::of)
            .or(() -> Tools.of(System.getenv()).find("temporal"));
    assumeTrue(program.isPresent(), "no temporal on PATH, and PIM_TEST_TEMPORAL is not set");
    List<String> attributes =
        BuildAttributes.ALL.stream()
            .flatMap(a -> Stream.of("--search-attribute", a.getName() + "=Keyword"))
            .toList();
    server =
        started(
            TemporalDevServerOptions.newBuilder()
                .setExistingPath(program.get().toString())
                .setIp("127.0.0.1")
                .setUiEnabled(false)
                .setLogLevel("never")
                .setStartupTimeout(Duration.ofMinutes(1))
                .setExtraArgs(attributes)
                .build());
    service =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(server.getTarget()).build());
    client =
        WorkflowClient.newInstance(
            service,
            WorkflowClientOptions.newBuilder()
                .setDataConverter(TemporalConnection.dataConverter())
                .build());
    workers = WorkerFactory.newInstance(client);
    workers.newWorker(TaskQueues.WORKFLOWS).registerWorkflowImplementationTypes(Claiming.class);
    // The host exists, and requests no claims because it is full.
    workers.newWorker(TaskQueues.host("full")).registerActivitiesImplementations(new NoDesk());
    workers.start();
  }

  /**
   * The SDK picks the ports some time before the server binds them: another process may have taken
   * them by then.
   */
  private static TemporalDevServer started(TemporalDevServerOptions options) {
    for (int tries = 1; true; tries++) {
      try {
        return TemporalDevServer.start(options);
      } catch (RuntimeException e) {
        if (tries == 3) {
          throw e;
        }
      }
    }
  }

  @AfterEach
  void close() {
    if (server != null) {
      workers.shutdownNow();
      service.shutdownNow();
      server.close();
    }
  }

  /** The beginning of a build, as far as it concerns claims; its argument is the host. */
  @WorkflowInterface
  public interface Claims {
    @WorkflowMethod(name = BuildWorkflow.TYPE)
    void build(String host);
  }

  /** See {@link Claims}. */
  public static final class Claiming implements Claims {
    @Override
    public void build(String host) {
      Workflow.newActivityStub(ClaimActivities.class, ActivityLimits.claim(TaskQueues.claims(host)))
          .claim(BuildId.of("web-x86_64-20261122-120000"));
    }
  }

  /** Never called. */
  public static final class NoDesk implements ClaimActivities {
    @Override
    public HostClaim claim(BuildId buildId) {
      throw new AssertionError("a claim in the queue of steps");
    }
  }

  private WorkflowStub start(String queue, String host, SearchAttributes attributes) {
    WorkflowStub workflow =
        client.newUntypedWorkflowStub(
            BuildWorkflow.TYPE,
            WorkflowOptions.newBuilder()
                .setTaskQueue(queue)
                .setTypedSearchAttributes(attributes)
                .build());
    workflow.start(host);
    return workflow;
  }

  private void awaitWait(String host, String wanted) {
    WorkflowStub workflow = start(TaskQueues.WORKFLOWS, host, SearchAttributes.EMPTY);
    long end = System.nanoTime() + Duration.ofSeconds(100).toNanos();
    List<String> seen = List.of();
    while (!seen.equals(List.of(wanted))) {
      assertTrue(System.nanoTime() - end < 0, () -> "never said: " + wanted);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      seen = waits(workflow);
    }
    assertEquals(List.of(wanted), seen);
  }

  private List<String> waits(WorkflowStub workflow) {
    BuildRow row =
        new BuildRow(
            "web-x86_64-20261122-120000",
            "web",
            "x86_64",
            BuildState.WAITING,
            "claim",
            "",
            "",
            Instant.EPOCH,
            Optional.empty(),
            workflow.getExecution().getWorkflowId(),
            workflow.getExecution().getRunId(),
            "");
    return service
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setExecution(workflow.getExecution())
                .build())
        .getPendingActivitiesList()
        .stream()
        .map(info -> new PendingSteps(client).of(info, row).waitsFor())
        .toList();
  }

  @Test
  void distinguishesAFullHostFromAnAbsentOne() {
    start(
        "nobody",
        "",
        SearchAttributes.newBuilder()
            .set(BuildAttributes.STATE, BuildState.RUNNING.name())
            .set(BuildAttributes.HOST, "full")
            .build());

    awaitWait("full", "waiting for a free VM slot of host full: taken by 1 build (pim build list)");
    awaitWait("away", "waiting for host away; not seen for some minutes: is its worker running?");
  }
}
