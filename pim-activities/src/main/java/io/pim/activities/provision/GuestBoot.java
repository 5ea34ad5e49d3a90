package io.pim.activities.provision;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.host.layer.Layer;
import io.pim.host.layer.PlanLayers;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.InstalledFrom;
import io.pim.host.machine.Phase;
import io.pim.host.warm.WarmState;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.PrivateFolders;
import io.pim.model.plan.PlanStep;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qemu.VmFacts;
import io.pim.tools.qemu.VmSpecBuilder;
import io.pim.tools.ssh.HostKeyPin;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Starts the machine for the scripts, on an overlay of the newest layer. */
public final class GuestBoot {
  private final PlanLayers planLayers;
  private final BuildMachines machines;
  private final AcceleratorOf accelerators;
  private final QemuImg qemuImg;
  private final WarmBoot warm;

  public GuestBoot(
      PlanLayers planLayers,
      BuildMachines machines,
      AcceleratorOf accelerators,
      QemuImg qemuImg,
      WarmBoot warm) {
    this.planLayers = planLayers;
    this.machines = machines;
    this.accelerators = accelerators;
    this.qemuImg = qemuImg;
    this.warm = warm;
  }

  StepNote run(StepContext step) throws IOException, InterruptedException {
    OpenBuild build = step.build();
    PlanLayers.Found base = planLayers.newestToBoot(build).orElseThrow(() -> noLayer(build));
    PlanStep next = next(build, base);
    Path disk = build.folder().workDisk(next.requiredKey());
    Optional<VirtualMachine> running = machines.join(Phase.GUEST.of(build));
    if (running.isPresent()) {
      if (!warm.isInDoubt(build) && isFresh(build, next, disk, running.get().facts())) {
        step.say("joined the running machine");
        return new StepNote("joined, " + running.get().facts().accelerator());
      }
      step.say("ending a machine of an earlier try, which may have changed its disk");
      machines.end(Phase.GUEST.of(build));
    }
    step.progress().line("trying accelerators");
    Accelerator accelerator = accelerators.chooseForDisk(InstalledFrom.of(build.plan()), step::say);
    warm.clear(build);
    VmSpecBuilder spec =
        machines.describeGuest(Phase.GUEST.of(build), build.plan().machine(), accelerator, disk);
    Optional<WarmState> memory = warm.memory(build, base.layer(), accelerator);
    if (memory.isPresent()) {
      prepare(build, base.layer(), disk);
      step.progress().line("continuing from a warm checkpoint");
      if (warm.startFromMemory(step, memory.get(), spec.paused(true).build())) {
        step.say("the guest continues where it was after " + base.step().name());
        return new StepNote("continued after " + base.step().name() + ", with " + accelerator);
      }
    }
    prepare(build, base.layer(), disk);
    machines.start(Phase.GUEST.of(build), spec.paused(false).build());
    step.say("the machine starts on an overlay of " + base.step().name());
    return new StepNote("from " + base.step().name() + ", with " + accelerator);
  }

  /** The step whose disk the machine writes to. */
  private static PlanStep next(OpenBuild build, PlanLayers.Found base) {
    List<PlanStep> steps = build.plan().layerSteps();
    return steps.get(steps.indexOf(base.step()) + 1);
  }

  /**
   * Whether a running machine can be used as it is: it runs on the next step's disk, and no script
   * has begun in it. Any other machine is left from an earlier try whose end this host did not
   * learn.
   */
  private static boolean isFresh(OpenBuild build, PlanStep next, Path disk, VmFacts machine)
      throws IOException {
    Path script = build.folder().scriptFacts(next.requiredKey());
    return machine.disk().equals(disk) && ScriptFacts.read(script, machine.process()).isEmpty();
  }

  /**
   * Creates the overlay and removes files of an earlier machine. An overlay of an earlier try
   * cannot be trusted.
   */
  private void prepare(OpenBuild build, Layer base, Path disk)
      throws IOException, InterruptedException {
    PrivateFolders.delete(build.folder().work());
    PrivateFolders.create(build.folder().work());
    qemuImg.createOverlay(disk, base.disk());
    machines.setVariables(Phase.GUEST.of(build), base.uefiVariables());
    Files.deleteIfExists(Phase.GUEST.of(build).console());
    new HostKeyPin(Phase.GUEST.of(build).hostKey()).forget();
    Path key = build.folder().layerKey();
    Files.deleteIfExists(key);
    if (base.login().isPresent()) {
      PrivateFolders.write(key, base.login().get());
    }
  }

  private static BuildFailure noLayer(OpenBuild build) {
    return BuildFailure.of(FailureKind.LAYER_DAMAGED, "There is no layer to boot.")
        .where(build.folder().work())
        .why("It existed a moment ago: somebody removed it, or it was damaged.")
        .todo("Nothing: the build makes it again.")
        .build();
  }
}
