package io.pim.activities.provision;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.host.layer.LayerStore;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.GuestFreeze;
import io.pim.host.machine.LastWord;
import io.pim.host.machine.Phase;
import io.pim.host.machine.WholeDisk;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKind;
import io.pim.tools.qemu.ShutdownLimits;
import io.pim.tools.qemu.ShutdownWay;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Shuts the finalized system down and keeps its disk as the last layer. */
public final class ShutdownStep {
  private static final int LAST_LINES = 15;

  private final BuildMachines machines;
  private final LayerStore layers;
  private final GuestFreeze freeze;
  private final WholeDisk wholeDisk;

  public ShutdownStep(BuildMachines machines, LayerStore layers, GuestFreeze freeze) {
    this.machines = machines;
    this.layers = layers;
    this.freeze = freeze;
    this.wholeDisk = new WholeDisk(machines);
  }

  StepNote run(StepContext step) throws IOException, InterruptedException {
    OpenBuild build = step.build();
    PlanStep finalize = build.plan().only(StepKind.FINALIZE);
    if (layers.has(finalize.requiredKey(), build.id())) {
      return StepNote.NONE;
    }
    Path disk = build.folder().workDisk(finalize.requiredKey());
    if (wholeDisk.isKnown(build, Phase.GUEST, disk)) {
      step.say("the machine was shut down already");
      freeze.keep(build, finalize, machines.variablesLeft(Phase.GUEST.of(build)));
      return StepNote.NONE;
    }
    VirtualMachine machine = machines.join(Phase.GUEST.of(build)).orElseThrow(() -> lost(build));
    step.say("shutting down");
    ShutdownLimits limits = ShutdownLimits.usual(machine.facts().accelerator());
    Optional<ShutdownWay> way = machine.powerOff(limits, () -> {});
    if (way.isEmpty()) {
      machines.end(Phase.GUEST.of(build));
      throw hangs(build);
    }
    if (way.get() == ShutdownWay.ENDED_ALREADY) {
      requireLastWord(build);
    }
    // QEMU still runs here, so a worker that is killed before this line can ask it again.
    wholeDisk.remember(build, Phase.GUEST, machine, disk);
    machine.shutDown(limits, () -> {});
    step.say("the machine was ended by: " + way.get());
    freeze.keep(build, finalize, machines.variablesLeft(Phase.GUEST.of(build)));
    return new StepNote(way.get().name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static BuildFailure lost(OpenBuild build) {
    return BuildFailure.of(FailureKind.VM_LOST, "The machine ended before it was shut down.")
        .where(Phase.GUEST.of(build).log())
        .todo("Nothing: PIM finalizes again from the newest layer.")
        .build();
  }

  /** Requires the kernel's last line on the console, because no worker saw how the guest ended. */
  private static void requireLastWord(OpenBuild build) {
    List<String> lines = build.log().lastLines(Phase.GUEST.of(build).console(), LAST_LINES);
    if (!LastWord.in(lines).equals(Optional.of(LastWord.POWER_DOWN))) {
      throw BuildFailure.of(FailureKind.VM_LOST, "PIM did not see whether the guest shut down.")
          .where(Phase.GUEST.of(build).console())
          .why(
              "Its machine was powered off or reset, and its kernel has not said \"reboot: Power"
                  + " down\" at the end of the console.")
          .todo("Nothing: PIM finalizes again from the newest layer.")
          .lastLines(lines)
          .build();
    }
  }

  /** The failure of a guest that must be killed, and may lose data that it has not written. */
  private static BuildFailure hangs(OpenBuild build) {
    return BuildFailure.of(FailureKind.GUEST_HUNG, "The system did not shut itself down.")
        .where(Phase.GUEST.of(build).console())
        .why("Neither the guest agent nor the power button ended it in time.")
        .todo(
            "Install qemu-guest-agent, or acpid, in the profile's packages; read the console (pim"
                + " build logs --console guest).")
        .lastLines(build.log().lastLines(Phase.GUEST.of(build).console(), LAST_LINES))
        .build();
  }
}
