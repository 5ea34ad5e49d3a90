package io.pim.cli.doctor;

import io.grpc.StatusRuntimeException;
import io.pim.cli.client.HostRow;
import io.pim.cli.client.Hosts;
import io.pim.cli.output.ForPeople;
import io.pim.model.secret.Sealer;
import io.pim.worker.connection.TemporalConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether the hosts of the service are well: seen lately, of about this version, and not drained
 * and forgotten.
 *
 * @param sealKey reads the hosts' reports; never made here, because a check changes nothing
 * @param version of this PIM
 */
record HostsCheck(ServiceReach reach, Path sealKey, String version, Clock clock) implements Check {
  @Override
  public String subject() {
    return "Hosts";
  }

  @Override
  public Finding look() throws IOException {
    Optional<TemporalConnection> connection = reach.connect();
    if (connection.isEmpty()) {
      return Finding.ok(subject(), "not known while PIM's own server does not run");
    }
    if (Files.notExists(sealKey)) {
      return Finding.ok(subject(), "not known without the key that reads their reports");
    }
    Hosts hosts =
        new Hosts(
            connection.get().client(),
            TemporalConnection.signed(Sealer.withKeyFile(sealKey)),
            clock);
    try {
      return of(hosts.list());
    } catch (StatusRuntimeException e) {
      return unknown("the service does not describe them: " + e.getStatus().getCode());
    }
  }

  /** Builds run whether or not the service can describe its hosts now. */
  @Override
  public Finding late(Duration limit) {
    return unknown("the service did not describe them within " + limit.toSeconds() + " s");
  }

  private Finding unknown(String why) {
    return Finding.warn(
        subject(), why, "run pim worker list, and check whether the service is busy or far away");
  }

  Finding of(List<HostRow> rows) {
    Instant now = clock.instant();
    return rows.stream()
        .flatMap(row -> new HostAlert(row, version, now).finding().stream())
        .findFirst()
        .map(alert -> Finding.warn(subject(), alert.what() + others(rows, now), alert.todo()))
        .orElseGet(
            () ->
                Finding.ok(
                    subject(),
                    rows.isEmpty()
                        ? "none has reported yet"
                        : ForPeople.count(rows.size(), "host") + "; pim worker list"));
  }

  private String others(List<HostRow> rows, Instant now) {
    long more =
        rows.stream().filter(row -> new HostAlert(row, version, now).finding().isPresent()).count()
            - 1;
    return more == 0 ? "" : "; and " + ForPeople.count(more, "more host") + " (pim worker list)";
  }
}
