package io.pim.cli.doctor;

import io.grpc.StatusRuntimeException;
import io.pim.cli.client.QueuePollers;
import io.pim.cli.output.ForPeople;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.queue.TaskQueues;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Compares this host's clock with the service's. The only service time that PIM sees is a worker's
 * last poll, and that cannot be in the future.
 */
record ClockCheck(ServiceReach reach, Clock clock) implements Check {
  private static final Duration TOLERANCE = Duration.ofSeconds(5);
  private static final String TODO = "sudo timedatectl set-ntp true";

  @Override
  public String subject() {
    return "Clock";
  }

  @Override
  public Finding look() {
    Instant now = clock.instant();
    Optional<TemporalConnection> connection = reach.connect();
    if (connection.isEmpty() || connection.get().address().isOwn()) {
      return Finding.ok(subject(), ForPeople.time(now) + ", the server's as well");
    }
    Optional<Instant> seen = lastPoll(connection.get());
    if (seen.isEmpty()) {
      return Finding.ok(subject(), ForPeople.time(now) + "; the service does not report its own");
    }
    Duration behind = Duration.between(now, seen.get());
    return behind.compareTo(TOLERANCE) > 0
        ? Finding.warn(
            subject(), ForPeople.duration(behind) + " or more behind the service's clock", TODO)
        : Finding.ok(subject(), ForPeople.time(now) + ", not behind the service's");
  }

  private static Optional<Instant> lastPoll(TemporalConnection connection) {
    try {
      return new QueuePollers(connection.client()).lastSeen(TaskQueues.CONTROL);
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }
}
