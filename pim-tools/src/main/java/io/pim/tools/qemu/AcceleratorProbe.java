package io.pim.tools.qemu;

import io.pim.model.unit.Architecture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the accelerator for a kernel: the first of HVF, KVM and TCG on which it runs. That a
 * device exists or can be opened proves nothing.
 */
public final class AcceleratorProbe {
  /**
   * How long to remember a silent kernel on a busy host: it may start as soon as the host has time.
   */
  static final Duration DOUBT = Duration.ofMinutes(10);

  /**
   * How long to remember a failure: somebody may fix it, by other settings of the host or more
   * memory.
   */
  static final Duration FAILURE = Duration.ofDays(1);

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
   * Chooses an accelerator; for a known combination of kernel, QEMU and host, from memory. The
   * first time takes some seconds, at most a minute. Success is remembered for good, failure for a
   * while.
   *
   * @param kernel exactly the kernel to run
   * @throws io.pim.model.failure.BuildFailure TOOL_MISSING without QEMU
   */
  public AcceleratorChoice choose(Architecture guest, Path kernel) throws InterruptedException {
    QemuSystem system = installation.system(guest);
    String key = memory.key(kernel, system, host.describe(guest));
    Optional<AcceleratorChoice> known = memory.recall(key);
    if (known.isPresent()) {
      return known.get();
    }
    Tried tried = tryAll(guest, kernel, system);
    memory.keep(key, tried.choice(), tried.holdsFor());
    return tried.choice();
  }

  private record Tried(AcceleratorChoice choice, Optional<Duration> holdsFor) {}

  private Tried tryAll(Architecture guest, Path kernel, QemuSystem system)
      throws InterruptedException {
    List<String> reasons = new ArrayList<>();
    Optional<Duration> holdsFor = Optional.empty();
    for (Accelerator accelerator : List.of(Accelerator.HVF, Accelerator.KVM)) {
      Optional<String> obstacle = host.obstacle(accelerator, guest);
      if (obstacle.isPresent()) {
        reasons.add(accelerator + ": " + obstacle.get());
        continue;
      }
      Verdict verdict = judge(() -> trial.boot(guest, accelerator, kernel, system));
      reasons.add(accelerator + ": " + verdict.sentence());
      if (verdict.works()) {
        return new Tried(new AcceleratorChoice(accelerator, reasons), Optional.empty());
      }
      holdsFor = Optional.of(verdict.holdsFor());
    }
    TrialResult result = trial.boot(guest, Accelerator.TCG, kernel, system);
    // TCG is the last choice. It is also chosen when a direct boot of the kernel prints nothing, as
    // for a kernel that only UEFI can unpack.
    reasons.add(Accelerator.TCG + ": " + result.sentence());
    return new Tried(new AcceleratorChoice(Accelerator.TCG, reasons), holdsFor);
  }

  private record Verdict(boolean works, String sentence, Duration holdsFor) {}

  private interface Trial {
    TrialResult boot() throws InterruptedException;
  }

  /**
   * Judges a trial. On a busy host silence proves nothing; on an idle one, silence in a second
   * trial does.
   */
  private Verdict judge(Trial trial) throws InterruptedException {
    TrialResult first = trial.boot();
    if (!first.isSilent()) {
      return new Verdict(first.works(), first.sentence(), FAILURE);
    }
    Optional<String> busyness = host.busyness();
    if (busyness.isPresent()) {
      return new Verdict(
          false,
          first.sentence()
              + ", perhaps because the host is busy ("
              + busyness.get()
              + "): PIM tests it again after "
              + DOUBT.toMinutes()
              + " min",
          DOUBT);
    }
    TrialResult second = trial.boot();
    return second.isSilent()
        ? new Verdict(false, second.sentence() + ", twice", FAILURE)
        : new Verdict(second.works(), second.sentence() + ", in the second trial", FAILURE);
  }
}
