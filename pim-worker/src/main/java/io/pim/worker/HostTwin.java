package io.pim.worker;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.host.MachineId;
import io.pim.tools.process.Deadline;
import io.pim.worker.connection.HostReports;
import io.pim.worker.connection.HostReports.Reported;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.host.HostWorkflow;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Searches for another machine with this host's id. Two machines that poll the same queues would
 * take each other's steps, and each would miss the other's disks.
 */
final class HostTwin {
  /** After this time the service considers a silent machine lost, and another may replace it. */
  private static final Duration PATIENCE = ActivityLimits.HEARTBEAT.plusSeconds(10);

  private static final long LOOK_MILLIS = 500;

  private final String hostId;
  private final Optional<MachineId> machine;
  private final Supplier<Optional<Reported>> newest;

  /**
   * Prepares a search.
   *
   * @param machine this one; empty if the system has no id, and then nothing is found
   * @param newest reads the newest report under this host's id
   */
  HostTwin(String hostId, Optional<MachineId> machine, Supplier<Optional<Reported>> newest) {
    this.hostId = hostId;
    this.machine = machine;
    this.newest = newest;
  }

  static HostTwin on(WorkflowClient client, String hostId, Optional<MachineId> machine) {
    String namespace = client.getOptions().getNamespace();
    HostReports reports = new HostReports(namespace, client.getOptions().getDataConverter());
    return new HostTwin(hostId, machine, () -> reports.newest(hostId, pending(client, hostId)));
  }

  private static List<PendingActivityInfo> pending(WorkflowClient client, String hostId) {
    return new RunningWorkflows(client)
        .describe(HostWorkflow.workflowId(hostId))
        .map(DescribeWorkflowExecutionResponse::getPendingActivitiesList)
        .orElse(List.of());
  }

  /** The failure to report if another machine takes work as this host; otherwise empty. */
  Optional<BuildFailure> find() {
    return newest
        .get()
        .filter(Reported::current)
        .flatMap(reported -> reported.report().machine())
        .filter(other -> machine.filter(own -> !own.toString().equals(other)).isPresent())
        .map(other -> failure());
  }

  /**
   * Waits until the service considers another machine with this id lost, if it is.
   *
   * @throws BuildFailure HOST_SETUP if it takes work
   */
  void requireNone() throws InterruptedException {
    Deadline deadline = Deadline.in(PATIENCE);
    Optional<BuildFailure> found = find();
    while (found.isPresent()) {
      if (deadline.isOver()) {
        throw found.get();
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      found = find();
    }
  }

  private BuildFailure failure() {
    return BuildFailure.of(
            FailureKind.HOST_SETUP, "another machine takes work as host " + hostId + " already")
        .why("two machines with one id would take each other's steps")
        .todo(
            "give this machine an id of its own: another `worker.host_id` in its pim.yml if one is"
                + " set there; else remove host-id.* beside its seal.key")
        .build();
  }
}
