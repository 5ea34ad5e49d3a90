package io.pim.activities.host;

import io.pim.activities.step.StepRunner;
import io.pim.host.claim.VmSlots;
import io.pim.model.files.BuildId;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.HostClaim;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;

/** Gives builds a VM slot of this host, or none at once: whoever waits does so in the queue. */
public final class ClaimActivitiesImpl implements ClaimActivities {
  /** This host is full by then, and asks for no claims: another one's turn, or a later one's. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

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
    return runner.guardedForAnyHost(
        "claim",
        heartbeat -> {
          if (!slots.tryClaim(buildId)) {
            throw ApplicationFailure.newBuilder()
                .setType(NO_ROOM)
                .setMessage("all VM slots of " + hostId + " are taken by " + slots.holders())
                .setNextRetryDelay(ASK_AGAIN)
                .build();
          }
          return new HostClaim(hostId);
        });
  }
}
