package io.pim.cli.worker;

import io.pim.cli.client.HostRow;
import io.pim.cli.client.Hosts;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.config.NearestName;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The host that a command is about. */
final class HostParameter {
  @Parameters(
      paramLabel = "HOST",
      arity = "0..1",
      description = "The host's id, as in pim worker list. Default: this host.")
  private String host;

  /** The id that was typed, else this host's. */
  String or(String thisHost) {
    return host == null ? thisHost : host;
  }

  /**
   * A host that the service knows.
   *
   * @throws io.pim.cli.output.CommandFailure if it does not; the message suggests the nearest name
   */
  static HostRow known(Hosts hosts, String id) {
    return hosts.find(id).orElseThrow(() -> unknown(hosts, id).failure());
  }

  private static Complaint unknown(Hosts hosts, String id) {
    List<String> known = hosts.list().stream().map(HostRow::hostId).toList();
    return Complaint.of(ExitStatus.USAGE, "There is no host '" + id + "'.")
        .because(
            known.isEmpty()
                ? "no worker has run with this service yet"
                : "the hosts are " + String.join(", ", known))
        .advise(
            NearestName.question(id, known)
                + (known.isEmpty() ? "Start one: pim worker run" : "Name one of them."));
  }
}
