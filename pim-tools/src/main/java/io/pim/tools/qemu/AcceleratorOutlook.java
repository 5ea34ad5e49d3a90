package io.pim.tools.qemu;

import io.pim.model.unit.Architecture;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Predicts without a build which accelerator guests will get: from the results of builds, or by a
 * trial of at most {@link #PATIENCE}. Remembers nothing, because a short trial proves little.
 */
public final class AcceleratorOutlook {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final QemuInstallation installation;
  private final TrialBoot trial;
  private final AcceleratorMemory memory;
  private final HostAccelerators host;

  AcceleratorOutlook(
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
   * The outlook of this host.
   *
   * @param memory {@link io.pim.model.files.PimFolders#accelerators()}
   */
  public static AcceleratorOutlook ofThisHost(Tools tools, CommandRunner runner, Path memory) {
    return new AcceleratorOutlook(
        new QemuInstallation(tools, runner),
        new TrialBoot(tools, runner, PATIENCE),
        new AcceleratorMemory(memory),
        HostAccelerators.ofThisHost());
  }

  /**
   * The predicted accelerator.
   *
   * @param proven whether it has worked on this host; emulation needs no proof
   * @param reasons sentences for people
   */
  public record Seen(Accelerator accelerator, boolean proven, List<String> reasons) {
    public Seen {
      reasons = List.copyOf(reasons);
    }

    public boolean isEmulation() {
      return accelerator == Accelerator.TCG;
    }
  }

  /**
   * Predicts the accelerator.
   *
   * @param kernels available kernels of this architecture, most likely first
   * @throws io.pim.model.failure.BuildFailure TOOL_MISSING without QEMU
   */
  public Seen of(Architecture guest, List<Path> kernels) throws InterruptedException {
    QemuSystem system = installation.system(guest);
    for (Path kernel : kernels) {
      Optional<AcceleratorChoice> known =
          memory.recall(memory.key(kernel, system, host.describe(guest)));
      if (known.isPresent()) {
        return new Seen(known.get().accelerator(), true, known.get().reasons());
      }
    }
    return look(guest, kernels.stream().findFirst(), system);
  }

  private Seen look(Architecture guest, Optional<Path> kernel, QemuSystem system)
      throws InterruptedException {
    List<String> reasons = new ArrayList<>();
    for (Accelerator accelerator : List.of(Accelerator.HVF, Accelerator.KVM)) {
      Optional<String> obstacle = host.obstacle(accelerator, guest);
      if (obstacle.isPresent()) {
        reasons.add(accelerator + ": " + obstacle.get());
      } else if (kernel.isEmpty()) {
        reasons.add(accelerator + ": it exists; the first build tests whether it works");
        return new Seen(accelerator, false, reasons);
      } else {
        TrialResult result = trial.boot(guest, accelerator, kernel.get(), system);
        reasons.add(accelerator + ": " + result.sentence());
        if (result.works()) {
          return new Seen(accelerator, true, reasons);
        }
      }
    }
    return new Seen(Accelerator.TCG, true, reasons);
  }
}
