package io.pim.worker;

import io.pim.activities.host.ClaimActivitiesImpl;
import io.pim.activities.step.StepRunner;
import io.pim.host.claim.BuildService;
import io.pim.host.claim.VmSlots;
import io.pim.model.files.PimFolders;
import io.pim.model.unit.Architecture;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.build.BuildWorkflowImpl;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.worker.WorkerFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A host's worker with the real workflow, claims, queues and slots, over a simulated host. */
final class SimulatedWorker implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final WorkerFactory workers;
  private final ClaimActivitiesImpl claim;
  private final VmSlots slots;
  private final String hostId;
  private final HostRecord record;

  /** Prepares a worker. */
  SimulatedWorker(
      TemporalConnection connection, PimFolders folders, String hostId, int capacity, Pace pace)
      throws InterruptedException {
    this.hostId = hostId;
    this.slots = new VmSlots(folders, capacity, new BuildService("scale", "default"));
    Host host = new Host(folders, Map.of(), Clock.systemUTC());
    StepRunner runner = new StepRunner(host.builds());
    this.claim = new ClaimActivitiesImpl(runner, slots, hostId);
    this.workers =
        WorkerFactory.newInstance(connection.client(), WhomToObey.factoryOptions(List.of()));
    this.record =
        new HostRecord(
            connection.client(),
            host,
            slots,
            new WorkerProcess.Identity(hostId, Architecture.X86_64, "0.1-scale"),
            new WorkerHealth());
    workers
        .newWorker(TaskQueues.WORKFLOWS, WorkerProcess.workflowOptions())
        .registerWorkflowImplementationTypes(WhomToObey.workflowOptions(), BuildWorkflowImpl.class);
    claims(TaskQueues.architecture(Architecture.X86_64));
    workers
        .newWorker(TaskQueues.host(hostId), WorkerProcess.hostOptions(capacity))
        .registerActivitiesImplementations(new SimulatedHost(slots, runner, pace).onHost());
  }

  private void claims(String queue) {
    workers
        .newWorker(queue, WorkerProcess.claimOptions(slots))
        .registerActivitiesImplementations(claim);
  }

  /** Starts with the queues that builds use. */
  SimulatedWorker start() {
    workers.start();
    return this;
  }

  /** Starts with all queues that a real worker polls, and reports the host. */
  SimulatedWorker startWhole() {
    claims(TaskQueues.claims(hostId));
    // Any activity will do: nothing is sent to this queue.
    workers.newWorker(TaskQueues.CONTROL).registerActivitiesImplementations(claim);
    record.register(
        workers.newWorker(record.queue(), HostRecord.options(WorkerProcess.common()).build()));
    workers.start();
    record.run();
    return this;
  }

  @Override
  public void close() {
    workers.shutdownNow();
    workers.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }
}
