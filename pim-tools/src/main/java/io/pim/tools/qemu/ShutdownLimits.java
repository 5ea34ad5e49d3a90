package io.pim.tools.qemu;

import java.time.Duration;

/**
 * How long each way of ending a virtual machine may take before the next, ruder one is tried.
 *
 * @param agent the guest agent shuts the system down
 * @param powerdown the power button
 * @param quit QEMU ends, the guest does not learn of it
 */
public record ShutdownLimits(Duration agent, Duration powerdown, Duration quit) {
  /** Enough for a server with an accelerator. */
  public static ShutdownLimits usual(Accelerator accelerator) {
    Duration guest = Duration.ofSeconds(60).multipliedBy(accelerator == Accelerator.TCG ? 3 : 1);
    return new ShutdownLimits(guest, guest, Duration.ofSeconds(20));
  }
}
