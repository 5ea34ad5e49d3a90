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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Has a machine go on from a memory. As long as its guest was not seen to do so, and to know what
 * time it is, the use of the memory is in doubt; whoever finds it so throws machine and memory
 * away.
 */
public final class WarmStart {
  /** More than QEMU changes in a file that it only loads. */
  private static final long CHANGES = 64L << 20;

  private final WarmStates states;
  private final BuildMachines machines;
  private final QemuImg images;

  public WarmStart(WarmStates states, BuildMachines machines, QemuImg images) {
    this.states = states;
    this.machines = machines;
    this.images = images;
  }

  /**
   * Starts the machine and lets its guest go on. Its use of the memory is in doubt until {@link
   * #prove}.
   *
   * @param spec of a machine that is started paused
   */
  public VirtualMachine start(StepContext step, WarmState state, VmSpec spec)
      throws IOException, InterruptedException {
    OpenBuild build = step.build();
    WarmUse.of(state.layer()).write(build);
    CompletableFuture<Sha256> digest = CompletableFuture.supplyAsync(() -> digest(state.file()));
    Path scratch = build.folder().warmScratch();
    images.createPrivate(scratch, new ByteSize(state.facts().length() + CHANGES));
    VirtualMachine machine = machines.start(Phase.GUEST.of(build), spec);
    require(machine.version().equals(state.facts().qemu()), state, "another QEMU has written it");
    machine.loadMemory(state.file(), scratch);
    Files.delete(scratch);
    require(state.facts().sha256().equals(get(digest)), state, "it is damaged");
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

  private static void require(boolean so, WarmState state, String why) {
    if (!so) {
      throw BuildFailure.of(FailureKind.TOOL_FAILED, "the guest's memory is of no use")
          .where(state.file())
          .why(why)
          .todo("Nothing: the layer is booted.")
          .build();
    }
  }

  /** The guest went on and is as right as one that has booted. */
  public void prove(OpenBuild build) throws IOException {
    Optional<WarmUse> use = WarmUse.read(build);
    if (use.isPresent()) {
      use.get().asProven().write(build);
    }
  }

  /** Whether a worker was stopped before it saw that the guest went on. */
  public boolean isInDoubt(OpenBuild build) {
    return Files.exists(build.folder().warmFacts())
        && WarmUse.read(build).filter(WarmUse::proven).isEmpty();
  }

  /**
   * The guest of a build came to a bad end: throws the memory away that it went on from, if it did,
   * and those that were made of it.
   */
  public void distrust(OpenBuild build) throws IOException {
    WarmUse.read(build).map(states::placeOf).ifPresent(states::discard);
    states.discardAllOf(build);
    forget(build);
  }

  /** The guest of a build is booted. */
  public void forget(OpenBuild build) throws IOException {
    Files.deleteIfExists(build.folder().warmFacts());
  }
}
