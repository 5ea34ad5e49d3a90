package io.pim.cli.doctor;

import io.grpc.StatusRuntimeException;
import io.pim.cli.client.QueuePollers;
import io.pim.cli.temporal.ServiceStatus;
import io.pim.model.unit.Architecture;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.queue.TaskQueues;
import java.util.Optional;

/**
 * Whether a worker for builds is there.
 *
 * @param architecture the host's own
 */
record WorkerCheck(ServiceReach reach, Architecture architecture) implements Check {
  @Override
  public String subject() {
    return "Worker";
  }

  @Override
  public Finding look() {
    ServiceStatus status = reach.status();
    if (status.worker().isPresent()) {
      return here(status.worker().get());
    }
    if (!status.shared()) {
      return Finding.ok(subject(), "not running; a build or pim up starts it");
    }
    Optional<TemporalConnection> connection = reach.connect();
    return connection.isPresent() && polled(connection.get())
        ? Finding.ok(subject(), "none here; other hosts have workers")
        : Finding.fail(
            subject(),
            "no worker takes work from that service",
            "to build on this host: pim up; on another one: pim worker invite");
  }

  private Finding here(ServiceStatus.Worker worker) {
    String what = "host " + worker.hostId().orElse("not known yet") + ", PIM " + worker.version();
    if (!worker.ready()) {
      return Finding.warn(subject(), what + ", takes no work", "see " + worker.log());
    }
    return worker.current()
        ? Finding.ok(subject(), what)
        : Finding.warn(subject(), what + ", of another PIM or service", "pim up replaces it");
  }

  private boolean polled(TemporalConnection connection) {
    QueuePollers pollers = new QueuePollers(connection.client());
    try {
      return pollers.lastSeen(TaskQueues.architecture(architecture)).isPresent()
          || pollers.lastSeen(TaskQueues.CONTROL).isPresent();
    } catch (StatusRuntimeException e) {
      // A client that may start builds is not necessarily allowed to describe queues.
      return true;
    }
  }
}
