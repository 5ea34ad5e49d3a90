package io.pim.tools.qemu;

import io.pim.model.unit.Architecture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the accelerator for a kernel: the first of HVF, KVM and TCG that was seen to run it. That
 * a device is there, or opens, proves nothing.
 */
public final class AcceleratorProbe {
  /** A kernel that was silent on a busy host may speak as soon as the host has time for it. */
  static final Duration DOUBT = Duration.ofMinutes(10);

  /** What does not work is mended now and then: by another setting of the host, or more memory. */
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
   * Chooses; a second time for the same kernel, QEMU and host from memory. Takes some seconds the
   * first time; never more than a minute. What was seen to work is remembered for good, what did
   * not for a while.
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
    // Nothing is left after it, so it is chosen even where a direct boot of the kernel shows none
    // of its text, as that of a kernel which only UEFI can unpack.
    reasons.add(Accelerator.TCG + ": " + result.sentence());
    return new Tried(new AcceleratorChoice(Accelerator.TCG, reasons), holdsFor);
  }

  private record Verdict(boolean works, String sentence, Duration holdsFor) {}

  private interface Trial {
    TrialResult boot() throws InterruptedException;
  }

  /** Silence on a busy host proves nothing; on one that has time, it does at the second trial. */
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
              + ", which may be for lack of time ("
              + busyness.get()
              + "): it is tried again after "
              + DOUBT.toMinutes()
              + " min",
          DOUBT);
    }
    TrialResult second = trial.boot();
    return second.isSilent()
        ? new Verdict(false, second.sentence() + ", twice", FAILURE)
        : new Verdict(second.works(), second.sentence() + ", at the second trial", FAILURE);
  }
}
