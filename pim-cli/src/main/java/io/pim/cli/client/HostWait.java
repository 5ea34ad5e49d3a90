package io.pim.cli.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.cli.output.ForPeople;
import io.pim.model.unit.Architecture;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.client.WorkflowClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Describes which host a step waits for when no worker has taken it, and how long that host has
 * been away.
 */
final class HostWait {
  private final WorkflowClient client;
  private final QueuePollers pollers;
  private final Hosts hosts;

  HostWait(WorkflowClient client) {
    this.client = client;
    this.pollers = new QueuePollers(client);
    this.hosts = new Hosts(client, Clock.systemUTC());
  }

  /**
   * The description: a constant part, and after a semicolon the part that keeps changing.
   *
   * @param queue the activity's queue; empty when the service does not report it
   */
  String waitsFor(BuildRow row, String queue) {
    if (!row.host().isEmpty()) {
      return waitsForHost(row.host());
    }
    return TaskQueues.hostOfClaims(queue)
        .map(this::waitsForRoomOn)
        .orElseGet(() -> waitsForAny(row));
  }

  /** The text for a step that only this host can run. */
  String waitsForHost(String host) {
    String waiting = "waiting for host " + host;
    try {
      return waiting
          + pollers
              .lastSeen(TaskQueues.host(host))
              .map(seen -> "; last seen " + ago(seen) + " ago")
              .orElse("; not seen for some minutes: is its worker running?");
    } catch (StatusRuntimeException e) {
      return orNothing(waiting, e);
    }
  }

  /**
   * The text for a claim on a certain host. A full host does not poll for claims; its presence
   * shows in the queue of its steps.
   */
  private String waitsForRoomOn(String host) {
    try {
      if (hosts.find(host).filter(HostRow::isDrained).isPresent()) {
        return "waiting for host " + drained(host);
      }
      long busy = buildsOn(host);
      boolean isFull = busy > 0 && pollers.lastSeen(TaskQueues.host(host)).isPresent();
      return isFull
          ? "waiting for a free VM slot of host "
              + host
              + ": taken by "
              + ForPeople.count(busy, "build")
              + " (pim build list)"
          : waitsForHost(host);
    } catch (StatusRuntimeException e) {
      return orNothing("waiting for host " + host, e);
    }
  }

  private String waitsForAny(BuildRow row) {
    String waiting = "waiting for a host of " + row.architecture();
    Optional<Architecture> architecture = Architecture.named(row.architecture());
    if (architecture.isEmpty()) {
      return waiting;
    }
    try {
      // The text for a claim on any host. A full host does not poll, so only its builds show that
      // it is there.
      long busy = buildsOnHosts(architecture.get());
      if (busy > 0) {
        return waiting
            + " with a free VM slot: taken by "
            + ForPeople.count(busy, "build")
            + " (pim build list)";
      }
      Optional<String> drained = allDrained(architecture.get());
      if (drained.isPresent()) {
        return waiting + ": " + drained.get();
      }
      return pollers.lastSeen(TaskQueues.architecture(architecture.get())).isPresent()
          ? waiting + " with a free VM slot"
          : waiting + ": no worker of that architecture is connected";
    } catch (StatusRuntimeException e) {
      return orNothing(waiting, e);
    }
  }

  /** A text if all hosts of an architecture are drained; empty if one is not, or there is none. */
  private Optional<String> allDrained(Architecture architecture) {
    List<HostRow> here =
        hosts.list().stream()
            .filter(row -> row.isHere() && row.architecture().equals(architecture.id()))
            .toList();
    return here.stream().allMatch(HostRow::isDrained)
        ? here.stream()
            .findFirst()
            .map(
                row ->
                    "host "
                        + row.hostId()
                        + " is drained (pim worker undrain "
                        + row.hostId()
                        + ")")
        : Optional.empty();
  }

  private static String drained(String host) {
    return host + ", which is drained (pim worker undrain " + host + ")";
  }

  private long buildsOnHosts(Architecture architecture) {
    return running(Optional.of(architecture)).filter(other -> !other.host().isEmpty()).count();
  }

  private long buildsOn(String host) {
    return running(Optional.empty()).filter(other -> other.host().equals(host)).count();
  }

  private Stream<BuildRow> running(Optional<Architecture> architecture) {
    return new BuildList(client)
        .builds(new BuildFilter(Optional.of(BuildState.RUNNING), Optional.empty(), architecture));
  }

  private static String ago(Instant then) {
    return ForPeople.duration(Duration.ofSeconds(Duration.between(then, Instant.now()).toSeconds()))
        .replace(".0s", "s");
  }

  /** The text without details; the in-memory service refuses to describe queues. */
  private static String orNothing(String waiting, StatusRuntimeException e) {
    if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
      return waiting;
    }
    throw e;
  }
}
