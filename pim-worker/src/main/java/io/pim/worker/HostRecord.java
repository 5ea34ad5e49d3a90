package io.pim.worker;

import io.pim.activities.host.HostRecordActivitiesImpl;
import io.pim.host.claim.VmSlots;
import io.pim.host.record.BootKernels;
import io.pim.host.record.HostReporter;
import io.pim.model.failure.BuildFailure;
import io.pim.model.host.MachineId;
import io.pim.tools.process.ThisMachine;
import io.pim.workflows.host.HostWorkflow;
import io.pim.workflows.host.HostWorkflowImpl;
import io.pim.workflows.message.HostOrder;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.util.Optional;

/**
 * Keeps this host's workflow running, through which others see the host and give it orders. The
 * host's own queue has both, so no worker of another version meets a workflow that it does not
 * know.
 */
final class HostRecord implements Housekeeping.Chore {
  private static final int TASKS = 4;

  private final WorkflowClient client;
  private final String hostId;
  private final VmSlots slots;
  private final HostRecordActivitiesImpl activities;
  private final HostTwin twin;
  private final WorkerHealth health;

  /**
   * @param health of the worker, which ends if another machine has its host's id
   */
  HostRecord(
      WorkflowClient client,
      Host host,
      VmSlots slots,
      WorkerProcess.Identity identity,
      WorkerHealth health)
      throws InterruptedException {
    Optional<MachineId> machine = ThisMachine.asItIs().id();
    this.client = client;
    this.hostId = identity.hostId();
    this.slots = slots;
    this.health = health;
    this.twin = HostTwin.on(client, hostId, machine);
    this.activities =
        new HostRecordActivitiesImpl(
            new HostReporter(
                identity.hostId(),
                machine,
                identity.architecture(),
                identity.pimVersion(),
                slots,
                host.acceleratorOutlook(),
                new BootKernels(host.folders().bootFiles()),
                host.clock()));
  }

  /**
   * Refuses to begin while another machine takes work as this host.
   *
   * @throws io.pim.model.failure.BuildFailure HOST_SETUP if one does
   */
  void requireNoTwin() throws InterruptedException {
    twin.requireNone();
  }

  String queue() {
    return TaskQueues.record(hostId);
  }

  /** Two workflow pollers are the SDK's minimum: one is for the workflows in memory. */
  static WorkerOptions.Builder options(WorkerOptions.Builder common) {
    return common
        .setStickyQueueScheduleToStartTimeout(WorkerProcess.STICKY_LIMIT)
        .setMaxConcurrentActivityTaskPollers(1)
        .setMaxConcurrentWorkflowTaskPollers(2)
        .setMaxConcurrentActivityExecutionSize(TASKS)
        .setMaxConcurrentWorkflowTaskExecutionSize(TASKS);
  }

  void register(Worker worker) {
    worker.registerWorkflowImplementationTypes(
        WhomToObey.workflowOptions(), HostWorkflowImpl.class);
    worker.registerActivitiesImplementations(activities);
  }

  /** Starts the workflow unless the host reports to it: it may have ended, with its service. */
  @Override
  public void run() {
    if (activities.isReporting()) {
      return;
    }
    Optional<BuildFailure> found = twin.find();
    if (found.isPresent()) {
      // Both began at the same time, or this one was cut off when the other began.
      health.broken(found.get().getMessage(), found.get());
      return;
    }
    HostWorkflow workflow =
        client.newWorkflowStub(
            HostWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(HostWorkflow.workflowId(hostId))
                .setTaskQueue(queue())
                .setStaticSummary("Host " + hostId)
                .setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                .setWorkflowIdReusePolicy(
                    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                .build());
    try {
      WorkflowClient.start(workflow::keep, new HostOrder(hostId, slots.isDrained()));
    } catch (WorkflowExecutionAlreadyStarted e) {
      // From an earlier worker, as intended.
    }
  }
}
