package io.pim.activities.provision;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.host.layer.LayerStore;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.GuestFreeze;
import io.pim.host.machine.Phase;
import io.pim.host.warm.WarmDraft;
import io.pim.host.warm.WarmStates;
import io.pim.model.plan.ScriptEnvironment;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.util.Optional;

/** Runs one provisioning script as root and freezes the disk state after it. */
public final class ScriptStep {
  private final GuestLogin login;
  private final GuestFreeze freeze;
  private final LayerStore layers;
  private final BuildMachines machines;
  private final WarmStates warm;

  public ScriptStep(
      GuestLogin login,
      GuestFreeze freeze,
      LayerStore layers,
      BuildMachines machines,
      WarmStates warm) {
    this.login = login;
    this.freeze = freeze;
    this.layers = layers;
    this.machines = machines;
    this.warm = warm;
  }

  StepNote run(StepContext step) throws IOException, InterruptedException {
    OpenBuild build = step.build();
    if (layers.has(step.step().requiredKey(), build.id())) {
      return StepNote.NONE;
    }
    try (ScriptRun run = ScriptRun.enter(step, login)) {
      VirtualMachine machine = run.machine();
      Optional<WarmDraft> memory = Optional.empty();
      if (!freeze.isBehind(build, step.step(), machine)) {
        run.toEnd(text(step), ScriptEnvironment.of(build.plan().architecture()));
        memory = warm.draft(step, machine);
        GuestFreeze.Move move = memory.isPresent() ? memory.get() : machine::snapshot;
        freeze.freeze(step, machine, run.root(), move);
      }
      freeze.keep(build, step.step(), machines.variablesLeft(Phase.GUEST.of(build)));
      if (memory.isPresent()) {
        warm.keep(step, memory.get());
      }
    }
    return StepNote.NONE;
  }

  private static String text(StepContext step) {
    return step.build().contents().scripts().get(step.step().name());
  }
}
