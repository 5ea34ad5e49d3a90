package io.pim.activities.host;

import io.pim.activities.step.StepRunner;
import io.pim.host.claim.VmSlots;
import io.pim.model.files.BuildId;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.HostClaim;
import java.time.Duration;

/** Gives builds a VM slot of this host. */
public final class ClaimActivitiesImpl implements ClaimActivities {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  private final StepRunner runner;
  private final VmSlots slots;
  private final String hostId;

  public ClaimActivitiesImpl(StepRunner runner, VmSlots slots, String hostId) {
    this.runner = runner;
    this.slots = slots;
    this.hostId = hostId;
  }

  @Override
  public HostClaim claim(BuildId buildId) {
    return runner.guarded(
        "claim",
        heartbeat -> {
          heartbeat.line("waiting for one of " + slots.capacity() + " VM slots of " + hostId);
          while (!slots.awaitClaim(buildId, LOOK_AGAIN)) {
            heartbeat.line("all VM slots of " + hostId + " are taken by " + slots.holders());
          }
          return new HostClaim(hostId);
        });
  }
}
