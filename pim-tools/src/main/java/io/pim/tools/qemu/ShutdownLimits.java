package io.pim.tools.qemu;

import java.time.Duration;

/**
 * The time limits for each way to end a virtual machine. When one is over, the next, more forceful
 * way is tried.
 *
 * @param agent the guest agent shuts the system down
 * @param powerdown the guest reacts to its power button
 * @param quit QEMU ends without the guest
 */
public record ShutdownLimits(Duration agent, Duration powerdown, Duration quit) {
  /** Limits that suit a server with an accelerator, scaled for a slower one. */
  public static ShutdownLimits usual(Accelerator accelerator) {
    Duration guest = Duration.ofSeconds(60).multipliedBy(accelerator == Accelerator.TCG ? 3 : 1);
    return new ShutdownLimits(guest, guest, Duration.ofSeconds(20));
  }
}
