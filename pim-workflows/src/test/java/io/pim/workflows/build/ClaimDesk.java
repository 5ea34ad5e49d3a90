package io.pim.workflows.build;

import io.pim.model.files.BuildId;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.HostClaim;
import java.util.List;

/** The task queue of an architecture: the first available host takes a build. */
record ClaimDesk(List<FakeHost> hosts) implements ClaimActivities {
  @Override
  public HostClaim claim(BuildId buildId) {
    return hosts.stream()
        .filter(host -> !host.faults().isGone())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no host is there"))
        .claim(buildId);
  }
}
