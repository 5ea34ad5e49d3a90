package io.pim.host.warm;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Sha256;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qemu.VmSpec;
import io.pim.tools.ssh.HostKeyPin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Starts a machine from a warm checkpoint. The checkpoint is in doubt until PIM has logged in to
 * the guest and set its clock. A worker that finds it in doubt discards machine and checkpoint.
 */
public final class WarmStart {
  /** Exceeds the number of bytes that QEMU writes into a checkpoint's file while it loads it. */
  private static final long SCRATCH_EXTRA = 64L << 20;

  private final WarmStates states;
  private final BuildMachines machines;
  private final QemuImg images;

  public WarmStart(WarmStates states, BuildMachines machines, QemuImg images) {
    this.states = states;
    this.machines = machines;
    this.images = images;
  }

  /**
   * Starts the machine and continues its guest. The checkpoint is in doubt until {@link #prove}.
   *
   * @param spec of a machine that starts paused
   * @throws BuildFailure if the checkpoint is damaged or another version of QEMU made it
   */
  public VirtualMachine start(StepContext step, WarmState state, VmSpec spec)
      throws IOException, InterruptedException {
    OpenBuild build = step.build();
    WarmUse.of(state.layer()).write(build);
    CompletableFuture<Sha256> digest = CompletableFuture.supplyAsync(() -> digest(state.file()));
    Path scratch = build.folder().warmScratch();
    images.createPrivate(scratch, new ByteSize(state.facts().length() + SCRATCH_EXTRA));
    VirtualMachine machine = machines.start(Phase.GUEST.of(build), spec);
    require(machine.version().equals(state.facts().qemu()), state, "another QEMU has written it");
    machine.loadMemory(state.file(), scratch);
    Files.delete(scratch);
    require(state.facts().sha256().equals(get(digest)), state, "it is damaged");
    new HostKeyPin(Phase.GUEST.of(build).hostKey()).set(state.facts().hostKey());
    machine.resume();
    return machine;
  }

  private static Sha256 digest(Path file) {
    try {
      return Sha256.ofFile(file);
    } catch (IOException e) {
      return Sha256.ofText("not to be read: " + e);
    }
  }

  private static Sha256 get(CompletableFuture<Sha256> digest) throws InterruptedException {
    try {
      return digest.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void require(boolean usable, WarmState state, String why) {
    if (!usable) {
      throw BuildFailure.of(FailureKind.TOOL_FAILED, "the warm checkpoint cannot be used")
          .where(state.file())
          .why(why)
          .todo("Nothing: the layer is booted.")
          .build();
    }
  }

  /** Records that the guest continued and works like one that has booted. */
  public void prove(OpenBuild build) throws IOException {
    Optional<WarmUse> use = WarmUse.read(build);
    if (use.isPresent()) {
      use.get().asProven().write(build);
    }
  }

  /** Whether a worker ended between {@link #start} and {@link #prove}. */
  public boolean isInDoubt(OpenBuild build) {
    return Files.exists(build.folder().warmFacts())
        && WarmUse.read(build).filter(WarmUse::proven).isEmpty();
  }

  /**
   * Discards the warm checkpoint that a failed guest was started from, if any, and all that the
   * build has made since.
   */
  public void distrust(OpenBuild build) throws IOException {
    WarmUse.read(build).map(states::placeOf).ifPresent(states::discard);
    states.discardAllOf(build);
    forget(build);
  }

  /** Forgets that the guest was started from a warm checkpoint, because it is booted now. */
  public void forget(OpenBuild build) throws IOException {
    Files.deleteIfExists(build.folder().warmFacts());
  }
}
