package io.pim.host.machine;

import io.pim.model.files.PimFolders;
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

  /**
   * The accelerator for a machine that boots this kernel.
   *
   * @param say receives the reasons, a line each
   */
  public Accelerator choose(Architecture architecture, Path kernel, Consumer<String> say)
      throws InterruptedException {
    AcceleratorChoice choice = probe.choose(architecture, kernel);
    choice.reasons().forEach(say);
    say.accept("accelerator: " + choice.accelerator());
    return choice.accelerator();
  }

  /**
   * The accelerator for a machine that boots a disk. It is tested with the installer's kernel,
   * because the installed one cannot be read from outside. Without an installer's kernel on this
   * host it is emulation, which always works.
   *
   * @param say receives the reasons, a line each
   */
  public Accelerator chooseForDisk(InstalledFrom from, Consumer<String> say)
      throws InterruptedException {
    Optional<Path> kernel =
        from.iso()
            .map(iso -> folders.bootFiles(iso.digest(), from.architecture()).kernel())
            .filter(Files::exists);
    if (kernel.isPresent()) {
      return choose(from.architecture(), kernel.get(), say);
    }
    say.accept("accelerator: TCG, because this host no longer has a kernel to test others with");
    return Accelerator.TCG;
  }
}
