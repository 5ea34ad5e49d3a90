package io.pim.activities.machine;

import io.pim.activities.build.StepContext;
import io.pim.activities.qemu.Accelerator;
import io.pim.activities.qemu.AcceleratorChoice;
import io.pim.activities.qemu.AcceleratorProbe;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.Plan;
import java.nio.file.Files;
import java.nio.file.Path;

/** Chooses the accelerator of a build by booting its installer's kernel, and says why. */
public final class AcceleratorOf {
  private final AcceleratorProbe probe;
  private final PimFolders folders;

  public AcceleratorOf(AcceleratorProbe probe, PimFolders folders) {
    this.probe = probe;
    this.folders = folders;
  }

  /** The accelerator for a machine that boots this kernel. */
  public Accelerator choose(StepContext step, Path kernel) throws InterruptedException {
    step.progress().line("trying accelerators");
    AcceleratorChoice choice = probe.choose(step.build().plan().architecture(), kernel);
    choice.reasons().forEach(step::say);
    step.say("accelerator: " + choice.accelerator());
    return choice.accelerator();
  }

  /**
   * The accelerator for a machine that boots a disk: the installer's kernel stands for the
   * installed one, which nobody can get at from outside. Without an installer's kernel on this host
   * nothing was seen to work, and emulation always does.
   */
  public Accelerator chooseForDisk(StepContext step) throws InterruptedException {
    Plan plan = step.build().plan();
    Path kernel =
        folders
            .bootFiles()
            .resolve(plan.iso().sha256().hex())
            .resolve(plan.architecture().installerFolder())
            .resolve("vmlinuz");
    if (Files.exists(kernel)) {
      return choose(step, kernel);
    }
    step.say("accelerator: TCG, because no kernel to try others with is on this host any more");
    return Accelerator.TCG;
  }
}
