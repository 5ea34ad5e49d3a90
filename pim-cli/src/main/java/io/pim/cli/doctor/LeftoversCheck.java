package io.pim.cli.doctor;

import io.pim.cli.client.BuildFilter;
import io.pim.cli.client.BuildRow;
import io.pim.cli.client.Builds;
import io.pim.cli.output.ForPeople;
import io.pim.host.claim.UnfinishedBuilds;
import io.pim.model.files.BuildId;
import io.pim.worker.connection.TemporalConnection;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Disks, slots and keys left on this host by builds that ended while no worker ran. */
record LeftoversCheck(UnfinishedBuilds builds, ServiceReach reach) implements Check {
  @Override
  public String subject() {
    return "Leftovers";
  }

  @Override
  public Finding look() throws IOException {
    Set<String> here = new TreeSet<>(builds.list().stream().map(BuildId::text).toList());
    Optional<TemporalConnection> connection = reach.connect();
    if (here.isEmpty()) {
      return Finding.ok(subject(), "no build has disks or slots here");
    }
    if (connection.isEmpty()) {
      return Finding.ok(
          subject(),
          ForPeople.count(here.size(), "build")
              + " with disks here; only the server knows which "
              + "of them continue");
    }
    int all = here.size();
    here.removeAll(open(connection.get()));
    return here.isEmpty()
        ? Finding.ok(subject(), "none; " + ForPeople.count(all, "build") + " running or held here")
        : Finding.warn(
            subject(),
            "of builds that have ended: " + String.join(", ", here),
            "pim up: the worker removes them when it starts");
  }

  private static Set<String> open(TemporalConnection connection) {
    return new Builds(connection.client())
        .list(BuildFilter.all())
        .filter(row -> !row.state().isEnded())
        .map(BuildRow::buildId)
        .collect(Collectors.toSet());
  }
}
