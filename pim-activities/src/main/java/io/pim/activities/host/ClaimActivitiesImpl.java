package io.pim.activities.host;

import io.pim.activities.step.StepRunner;
import io.pim.host.claim.VmSlots;
import io.pim.model.files.BuildId;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.HostClaim;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;

/** Gives a build a VM slot of this host at once, or fails; builds wait in the queue, not here. */
public final class ClaimActivitiesImpl implements ClaimActivities {
  /**
   * By then a full host no longer polls for claims, so another host gets the claim, or this one
   * later.
   */
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
                .setMessage(
                    slots.isDrained()
                        ? "host " + hostId + " is drained"
                        : "all VM slots of " + hostId + " are taken by " + slots.holders())
                .setNextRetryDelay(ASK_AGAIN)
                .build();
          }
          return new HostClaim(hostId);
        });
  }
}
