package io.pim.activities.provision;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.host.layer.Layer;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.host.warm.WarmStart;
import io.pim.host.warm.WarmState;
import io.pim.host.warm.WarmStates;
import io.pim.model.failure.BuildFailure;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.VmSpec;
import java.io.IOException;
import java.util.Optional;

/**
 * Continues a guest from its warm checkpoint instead of booting it. After any problem the guest is
 * booted; the build does not fail.
 */
public final class WarmBoot {
  private final WarmStates states;
  private final WarmStart start;
  private final BuildMachines machines;
  private final GuestLogin login;

  public WarmBoot(WarmStates states, WarmStart start, BuildMachines machines, GuestLogin login) {
    this.states = states;
    this.start = start;
    this.machines = machines;
    this.login = login;
  }

  Optional<WarmState> memory(OpenBuild build, Layer layer, Accelerator accelerator)
      throws InterruptedException {
    return build.request().cold() ? Optional.empty() : states.fitting(build, layer, accelerator);
  }

  /**
   * Starts a guest from a warm checkpoint. If that fails, ends its machine and discards the
   * checkpoint.
   */
  boolean startFromMemory(StepContext step, WarmState memory, VmSpec spec)
      throws IOException, InterruptedException {
    OpenBuild build = step.build();
    try {
      login.awaken(step, start.start(step, memory, spec));
      start.prove(build);
      return true;
    } catch (IOException | BuildFailure e) {
      step.say("the guest does not continue from its warm checkpoint: " + e.getMessage());
      machines.end(Phase.GUEST.of(build));
      start.distrust(build);
      return false;
    }
  }

  boolean isInDoubt(OpenBuild build) {
    return start.isInDoubt(build);
  }

  /**
   * Forgets the checkpoint that the last guest was started from, and discards it if it is in doubt.
   */
  void clear(OpenBuild build) throws IOException {
    if (start.isInDoubt(build)) {
      start.distrust(build);
    } else {
      start.forget(build);
    }
  }
}
