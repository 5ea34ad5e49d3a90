package io.pim.host.warm;

import io.pim.host.layer.LayerPlace;
import io.pim.host.machine.GuestFreeze;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.Listing;
import io.pim.tools.qemu.VirtualMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes a warm checkpoint while the disk becomes a layer. The guest is paused meanwhile, so that
 * memory and disk are from the same moment.
 */
public final class WarmDraft implements GuestFreeze.Move {
  private final VirtualMachine machine;
  private final LayerPlace layer;
  private final String qemu;
  private final String hostKey;
  private final Path variables;
  private Optional<String> failure = Optional.of("the disk was not left behind");
  private Duration stoodStill = Duration.ZERO;
  private Instant variablesWritten = Instant.EPOCH;

  WarmDraft(VirtualMachine machine, LayerPlace layer, String qemu, String hostKey, Path variables) {
    this.machine = machine;
    this.layer = layer;
    this.qemu = qemu;
    this.hostKey = hostKey;
    this.variables = variables;
  }

  @Override
  public void to(Path overlay) throws InterruptedException {
    long start = System.nanoTime();
    machine.pause();
    machine.snapshot(overlay);
    variablesWritten = Listing.modified(variables);
    try {
      machine.saveMemory(layer.memory());
      failure = Optional.empty();
    } catch (BuildFailure e) {
      failure = Optional.of(e.report().why());
    }
    machine.resume();
    stoodStill = Duration.ofNanos(System.nanoTime() - start);
  }

  VirtualMachine machine() {
    return machine;
  }

  LayerPlace layer() {
    return layer;
  }

  String qemu() {
    return qemu;
  }

  String hostKey() {
    return hostKey;
  }

  /** The reason why the memory was not saved; empty if it was. */
  Optional<String> failure() {
    return failure;
  }

  Duration stoodStill() {
    return stoodStill;
  }

  /** Whether the UEFI variables are unchanged since the memory was saved. */
  boolean variablesAreTheSame() {
    return variablesWritten.equals(Listing.modified(variables));
  }
}
