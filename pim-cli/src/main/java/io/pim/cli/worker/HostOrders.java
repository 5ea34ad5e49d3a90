package io.pim.cli.worker;

import io.pim.cli.client.HostRow;
import io.pim.cli.client.Hosts;
import io.pim.cli.output.CommandFailure;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.temporal.ServiceAway;
import io.pim.tools.process.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Gives orders to hosts, and waits for their effect.
 *
 * @param hosts the hosts of the service
 */
record HostOrders(Hosts hosts) {
  /** Several times the interval of reports. */
  private static final Duration EFFECT = Duration.ofSeconds(20);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  /**
   * Gives an order to a host.
   *
   * @param maybeStarting whether its worker may have been started a moment ago
   * @return the host after it, or as it was last seen if it does not react
   * @throws CommandFailure if the service does not know the host
   */
  HostRow give(String hostId, boolean drained, boolean maybeStarting) {
    Deadline begun = Deadline.in(EFFECT);
    while (maybeStarting
        && hosts.find(hostId).filter(HostRow::isHere).isEmpty()
        && !begun.isOver()) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    HostRow before = HostParameter.known(hosts, hostId);
    hosts.order(hostId, drained);
    return before.isHere() ? await(hostId, row -> row.isDrained() == drained, EFFECT) : before;
  }

  /**
   * Waits until a host reaches the wanted state or disappears; returns its state then, or after the
   * limit. The service may be away for a part of that time.
   */
  private HostRow await(String hostId, Predicate<HostRow> wanted, Duration limit) {
    Deadline deadline = Deadline.in(limit);
    while (true) {
      try {
        HostRow row = HostParameter.known(hosts, hostId);
        if (wanted.test(row) || !row.isHere() || deadline.isOver()) {
          return row;
        }
      } catch (RuntimeException e) {
        if (!ServiceAway.is(e) || deadline.isOver()) {
          throw e;
        }
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  /**
   * The failure for a host that has got an order and does not report.
   *
   * @param effect what the host does once its worker is back
   */
  static CommandFailure silent(HostRow host, Instant now, String effect) {
    return Complaint.of(ExitStatus.FAILED, "Host " + host.hostId() + " does not report.")
        .because("last seen: " + new HostView(now).seen(host))
        .advise("It has the order, and " + effect + " when its worker is back.")
        .failure();
  }
}
