package io.pim.tools.qemu;

import io.pim.model.unit.Architecture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the accelerator for a kernel: the first of HVF, KVM and TCG that was seen to run it. That
 * a device is there, or opens, proves nothing.
 */
public final class AcceleratorProbe {
  private final QemuInstallation installation;
  private final TrialBoot trial;
  private final AcceleratorMemory memory;
  private final HostAccelerators host;

  public AcceleratorProbe(
      QemuInstallation installation,
      TrialBoot trial,
      AcceleratorMemory memory,
      HostAccelerators host) {
    this.installation = installation;
    this.trial = trial;
    this.memory = memory;
    this.host = host;
  }

  /**
   * Chooses; a second time for the same kernel, QEMU and host from memory. Takes some seconds the
   * first time; never more than half a minute.
   *
   * @param kernel the very kernel to be run
   * @throws io.pim.model.failure.BuildFailure TOOL_MISSING without QEMU
   */
  public AcceleratorChoice choose(Architecture guest, Path kernel) throws InterruptedException {
    QemuSystem system = installation.system(guest);
    String key = memory.key(kernel, system, host.describe(guest));
    Optional<AcceleratorChoice> known = memory.recall(key);
    if (known.isPresent()) {
      return known.get();
    }
    AcceleratorChoice choice = tryAll(guest, kernel, system);
    memory.keep(key, choice);
    return choice;
  }

  private AcceleratorChoice tryAll(Architecture guest, Path kernel, QemuSystem system)
      throws InterruptedException {
    List<String> reasons = new ArrayList<>();
    for (Accelerator accelerator : List.of(Accelerator.HVF, Accelerator.KVM)) {
      Optional<String> obstacle = host.obstacle(accelerator, guest);
      if (obstacle.isPresent()) {
        reasons.add(accelerator + ": " + obstacle.get());
        continue;
      }
      TrialResult result = trial.boot(guest, accelerator, kernel, system);
      reasons.add(accelerator + ": " + result.sentence());
      if (result.works()) {
        return new AcceleratorChoice(accelerator, reasons);
      }
    }
    TrialResult result = trial.boot(guest, Accelerator.TCG, kernel, system);
    // Nothing is left after it, so it is chosen even where a direct boot of the kernel shows none
    // of its text, as that of a kernel which only UEFI can unpack.
    reasons.add(Accelerator.TCG + ": " + result.sentence());
    return new AcceleratorChoice(Accelerator.TCG, reasons);
  }
}
