package io.pim.host.machine;

import io.pim.host.build.StepContext;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.Plan;
import io.pim.model.unit.Architecture;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.AcceleratorChoice;
import io.pim.tools.qemu.AcceleratorProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

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
    return choose(step.build().plan().architecture(), kernel, step::say);
  }

  /**
   * The accelerator for a machine that boots a disk: the installer's kernel stands for the
   * installed one, which nobody can get at from outside. Without an installer's kernel on this host
   * nothing was seen to work, and emulation always does.
   */
  public Accelerator chooseForDisk(StepContext step) throws InterruptedException {
    step.progress().line("trying accelerators");
    return chooseForDisk(step.build().plan(), step::say);
  }

  /**
   * The same for an image.
   *
   * @param iso what it was installed from, where that is known
   */
  public Accelerator chooseForDisk(
      Architecture architecture, Optional<IsoSource> iso, Consumer<String> say)
      throws InterruptedException {
    Optional<Path> kernel =
        iso.map(its -> folders.bootFiles(its.digest(), architecture).kernel()).filter(Files::exists);
    if (kernel.isPresent()) {
      return choose(architecture, kernel.get(), say);
    }
    say.accept("accelerator: TCG, because no kernel to try others with is on this host any more");
    return Accelerator.TCG;
  }

  /** The same where no step runs; {@code say} is told the reasons, a line each. */
  public Accelerator chooseForDisk(Plan plan, Consumer<String> say) throws InterruptedException {
    return chooseForDisk(plan.architecture(), Optional.of(plan.iso()), say);
  }

  private Accelerator choose(Architecture architecture, Path kernel, Consumer<String> say)
      throws InterruptedException {
    AcceleratorChoice choice = probe.choose(architecture, kernel);
    choice.reasons().forEach(say);
    say.accept("accelerator: " + choice.accelerator());
    return choice.accelerator();
  }
}
