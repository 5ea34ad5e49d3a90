package io.pim.cli.worker;

import io.pim.cli.client.BuildFilter;
import io.pim.cli.client.BuildRow;
import io.pim.cli.client.Builds;
import io.pim.cli.client.HostRow;
import io.pim.cli.output.SafeText;
import io.pim.workflows.message.BuildState;
import io.temporal.client.WorkflowClient;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The builds that need a host. A build that pushes its finished image to the store has no slot any
 * more, so the host does not report it; the service does.
 *
 * @param client of the service
 */
record HostBuilds(WorkflowClient client) {
  /** The builds in a state that the service has for a host. */
  Stream<BuildRow> of(String hostId, BuildState state) {
    return new Builds(client)
        .list(new BuildFilter(Optional.of(state), Optional.empty(), Optional.empty()))
        .filter(build -> build.host().equals(hostId));
  }

  /** The ids of the builds that run on a host, for people; empty if there are none. */
  String running(HostRow host) {
    Set<String> builds = new TreeSet<>(host.builds());
    of(host.hostId(), BuildState.RUNNING).forEach(build -> builds.add(build.buildId()));
    return SafeText.line(String.join(", ", builds));
  }
}
