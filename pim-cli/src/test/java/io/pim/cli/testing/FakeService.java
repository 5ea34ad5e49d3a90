package io.pim.cli.testing;

import io.pim.cli.temporal.TemporalAccess;
import io.pim.model.secret.Sealer;
import io.pim.model.unit.Architecture;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.build.BuildWorkflowImpl;
import io.pim.workflows.deploy.DeployWorkflowImpl;
import io.pim.workflows.host.HostWorkflow;
import io.pim.workflows.host.HostWorkflowImpl;
import io.pim.workflows.message.HostOrder;
import io.pim.workflows.queue.TaskQueues;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.converter.DataConverter;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The SDK's in-memory Temporal service, with a worker for the fake host. */
public final class FakeService implements TemporalAccess, AutoCloseable {
  /**
   * The in-memory service logs each call that is open when a test ends. This field holds the
   * logger, because an unreferenced one loses its level.
   */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private static final WorkerOptions LIVELY_HEARTBEATS =
      WorkerOptions.newBuilder()
          .setMaxHeartbeatThrottleInterval(Duration.ofMillis(100))
          .setDefaultHeartbeatThrottleInterval(Duration.ofMillis(100))
          .build();

  public final FakeHost host = new FakeHost();
  public final FakeDeployer deployer = new FakeDeployer();
  private final TestWorkflowEnvironment environment;

  public FakeService() {
    GRPC.setLevel(Level.OFF);
    TestEnvironmentOptions.Builder options =
        TestEnvironmentOptions.newBuilder()
            .setUseTimeskipping(false)
            .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder().build())
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder()
                    .setWorkerHeartbeatInterval(Duration.ofSeconds(-1))
                    .setDataConverter(signed())
                    .build());
    BuildAttributes.ALL.forEach(
        a ->
            options.registerSearchAttribute(
                a.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    environment = TestWorkflowEnvironment.newInstance(options.build());
  }

  /** Signed like PIM's own connections, because commands and worker refuse anything else. */
  private static DataConverter signed() {
    try {
      Path folder = Files.createTempDirectory("pim-key");
      Path key = folder.resolve("seal.key");
      Sealer sealer = Sealer.withKeyFile(key);
      Files.delete(key);
      Files.delete(folder);
      return TemporalConnection.signed(sealer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A host that reports; call this before {@link #withWorker}. */
  public FakeService withHost(FakeRecord record) {
    Worker worker = environment.newWorker(TaskQueues.record(record.hostId()), LIVELY_HEARTBEATS);
    worker.registerWorkflowImplementationTypes(HostWorkflowImpl.class);
    worker.registerActivitiesImplementations(record);
    HostWorkflow workflow =
        environment
            .getWorkflowClient()
            .newWorkflowStub(
                HostWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setWorkflowId(HostWorkflow.workflowId(record.hostId()))
                    .setTaskQueue(TaskQueues.record(record.hostId()))
                    .build());
    WorkflowClient.start(workflow::keep, new HostOrder(record.hostId(), false));
    return this;
  }

  /** Starts the worker; without it, builds do not answer. */
  public FakeService withWorker() {
    environment
        .newWorker(TaskQueues.WORKFLOWS)
        .registerWorkflowImplementationTypes(BuildWorkflowImpl.class, DeployWorkflowImpl.class);
    for (String queue :
        List.of(
            TaskQueues.architecture(Architecture.X86_64),
            TaskQueues.architecture(Architecture.ARM64),
            TaskQueues.claims(FakeHost.ID),
            TaskQueues.host(FakeHost.ID),
            TaskQueues.CONTROL)) {
      environment
          .newWorker(queue, LIVELY_HEARTBEATS)
          .registerActivitiesImplementations(host, deployer);
    }
    environment.start();
    return this;
  }

  @Override
  public Session startIfNeeded() {
    return new Open(environment.getWorkflowClient());
  }

  @Override
  public Session open() {
    return startIfNeeded();
  }

  @Override
  public Session openRunning() {
    return startIfNeeded();
  }

  @Override
  public void close() {
    environment.close();
  }

  private record Open(WorkflowClient client) implements Session {
    @Override
    public String address() {
      return "in-memory";
    }

    @Override
    public void close() {
      // The service lives as long as the test.
    }
  }
}
