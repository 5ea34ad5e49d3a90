package io.pim.cli.build;

import io.pim.cli.client.HostRow;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.model.config.NearestName;
import io.pim.model.plan.Plan;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The messages for a build that no known host can take. */
final class NoHost {
  private NoHost() {}

  /** No host of the plan's architecture. */
  static Complaint of(Plan plan, List<HostRow> known, Instant now) {
    String architecture = plan.architecture().id();
    return Complaint.of(
            ExitStatus.FAILED, "No " + architecture + " host takes builds; nothing was started.")
        .because(
            known.isEmpty()
                ? "no worker has run with this service yet"
                : "the hosts are "
                    + known.stream()
                        .map(row -> described(row, now))
                        .collect(Collectors.joining(", ")))
        .advise(
            "To emulate it on this host, about ten times slower: --local. To wait for an "
                + architecture
                + " host: --on any. To add one, on that host: pim worker run");
  }

  private static String described(HostRow row, Instant now) {
    String state =
        row.isHere()
            ? ""
            : ", last seen " + row.lastSeen().map(seen -> ForPeople.ago(seen, now)).orElse("never");
    String architecture = row.architecture().isEmpty() ? "not known" : row.architecture();
    return row.hostId() + " (" + architecture + state + ")";
  }

  /** No host of that name. */
  static Complaint named(String hostId, boolean isThisHost, List<HostRow> known) {
    List<String> ids = known.stream().map(HostRow::hostId).toList();
    String hosts =
        ids.isEmpty()
            ? "no worker has run with this service yet"
            : "the hosts are " + String.join(", ", ids);
    return isThisHost
        ? Complaint.of(ExitStatus.USAGE, "This host, " + hostId + ", has no worker.")
            .because(hosts)
            .advise("Start one here: pim worker run")
        : Complaint.of(ExitStatus.USAGE, "There is no host '" + hostId + "'.")
            .because(hosts)
            .advise(
                NearestName.question(hostId, ids)
                    + "Name one of them with --on or in build.builders; pim worker list shows "
                    + "them.");
  }
}
