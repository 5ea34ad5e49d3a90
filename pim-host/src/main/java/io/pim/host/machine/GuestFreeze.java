package io.pim.host.machine;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.host.layer.LayerStore;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.PlanStep;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.RootShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Freezes the disk state after a step while the machine continues.
 *
 * <p>The file name of the step's disk contains the step key. The machine first switches to an
 * overlay that names the layer's final place as its backing file; then the disk moves to that
 * place. After a kill in between, the machine's active disk shows that only the move is missing.
 */
public final class GuestFreeze {
  private static final Duration SYNC = Duration.ofMinutes(5);

  private final LayerStore layers;
  private final QemuImg qemuImg;

  public GuestFreeze(LayerStore layers, QemuImg qemuImg) {
    this.layers = layers;
    this.qemuImg = qemuImg;
  }

  /**
   * Whether the machine has already switched from the disk of a step to an overlay, or was booted
   * from a later step's layer, which another build of the same steps may have made meanwhile.
   */
  public boolean isBehind(OpenBuild build, PlanStep step, VirtualMachine machine)
      throws InterruptedException {
    Path active = machine.activeDisk();
    List<PlanStep> steps = build.plan().layerSteps();
    return steps.stream()
        .skip(steps.indexOf(step) + 1L)
        .anyMatch(later -> active.equals(build.folder().workDisk(later.requiredKey())));
  }

  /** Moves a machine to an overlay while nothing writes to its disk. */
  @FunctionalInterface
  public interface Move {
    void to(Path overlay) throws InterruptedException;
  }

  /** Moves the machine to a new overlay; the guest's file systems are consistent at that moment. */
  public void freeze(StepContext context, VirtualMachine machine, RootShell root)
      throws InterruptedException {
    freeze(context, machine, root, machine::snapshot);
  }

  /** Freezes as above with another kind of move, which may pause the guest. */
  public void freeze(StepContext context, VirtualMachine machine, RootShell root, Move move)
      throws InterruptedException {
    OpenBuild build = context.build();
    PlanStep step = context.step();
    Path overlay = build.folder().workDisk(next(build, step).requiredKey());
    prepare(overlay, layers.disk(step.requiredKey(), build.id()), build);
    root.run("sync", new byte[0], SYNC);
    boolean frozen = false;
    try {
      frozen = machine.guest().freeze();
      move.to(overlay);
    } finally {
      thawWhateverHappens(machine);
    }
    // If the guest crashed earlier, its file systems were not consistent at the freeze.
    machine.requireRunning();
    context.say("disk state frozen" + (frozen ? " by the guest agent" : " after sync"));
  }

  /**
   * Creates the overlay. If a killed worker has already given it to QEMU, it cannot be created
   * again and need not be.
   */
  private void prepare(Path overlay, Path layer, OpenBuild build) throws InterruptedException {
    if (!isOverlayOf(overlay, layer)) {
      qemuImg.createOverlayUnchecked(overlay, layer, build.plan().machine().diskSize());
    }
  }

  private boolean isOverlayOf(Path overlay, Path layer) throws InterruptedException {
    if (Files.notExists(overlay)) {
      return false;
    }
    try {
      return qemuImg.info(overlay).backingFile().equals(Optional.of(layer.toString()));
    } catch (BuildFailure e) {
      // The overlay is incomplete, because qemu-img was killed.
      return false;
    }
  }

  /** Thaws even if the thread is interrupted, because a frozen guest can do nothing. */
  private static void thawWhateverHappens(VirtualMachine machine) throws InterruptedException {
    boolean interrupted = Thread.interrupted();
    try {
      letGoOn(machine);
    } catch (InterruptedException e) {
      interrupted = true;
      letGoOn(machine);
    }
    if (interrupted) {
      throw new InterruptedException("interrupted while the guest was frozen");
    }
  }

  /** Continues a guest that a freeze of any worker has stopped. */
  public static void letGoOn(VirtualMachine machine) throws InterruptedException {
    machine.resume();
    machine.guest().thaw();
  }

  /**
   * Makes the step's layer from the disk that the machine no longer writes to. If the machine was
   * booted from a later step's layer, there is no such disk, and another build has made the layer.
   *
   * @throws BuildFailure LAYER_DAMAGED if both are missing: later layers would have no backing file
   */
  public void keep(OpenBuild build, PlanStep step, Optional<Path> uefiVariables)
      throws IOException, InterruptedException {
    Path disk = build.folder().workDisk(step.requiredKey());
    if (layers.has(step.requiredKey(), build.id())) {
      return;
    }
    if (Files.notExists(disk)) {
      requireLayer(step, disk);
      return;
    }
    layers.keep(
        disk,
        uefiVariables,
        qemuImg.info(disk).backingFile().map(Path::of),
        Optional.of(Files.readString(build.folder().sshKey())),
        step.requiredKey(),
        build.id());
  }

  private void requireLayer(PlanStep step, Path disk) throws IOException, InterruptedException {
    if (layers.find(step.requiredKey(), Optional.empty()).isEmpty()) {
      throw BuildFailure.of(
              FailureKind.LAYER_DAMAGED, "There is no disk to keep after " + step.name() + ".")
          .where(disk)
          .why(
              "The machine does not use the disk of this step, and no layer was made from that "
                  + "disk.")
          .todo("Nothing: PIM continues from the newest layer.")
          .build();
    }
  }

  private static PlanStep next(OpenBuild build, PlanStep step) {
    List<PlanStep> steps = build.plan().layerSteps();
    return steps.get(steps.indexOf(step) + 1);
  }
}
