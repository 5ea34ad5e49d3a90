package io.pim.host.vm;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.VmFolder;
import io.pim.model.unit.Firmware;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.ForeignDisk;
import io.pim.tools.qemu.GuestNetwork;
import io.pim.tools.qemu.PortForward;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qemu.VirtualMachines;
import io.pim.tools.qemu.VmSpec;
import io.pim.tools.qemu.VmSpecBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Optional;

/** Starts a machine; its QEMU outlives the process that started it. */
public final class VmStart {
  private final VmStore store;
  private final VmStates states;
  private final VirtualMachines machines;
  private final VmAccelerator accelerators;

  public VmStart(
      VmStore store, VmStates states, VirtualMachines machines, VmAccelerator accelerators) {
    this.store = store;
    this.states = states;
    this.machines = machines;
    this.accelerators = accelerators;
  }

  /**
   * Starts the machine and waits until QEMU answers, not the guest.
   *
   * @return empty when it is already running
   * @throws BuildFailure HOST_SETUP for a changed image, a port in use, a network without rights;
   *     MEMORY_SHORT, DISK_FULL, TOOL_MISSING; VM_LOST with QEMU's last words
   */
  public Optional<VirtualMachine> start(VmRecord record) throws IOException, InterruptedException {
    return store.holding(record.name(), () -> startHeld(record));
  }

  private Optional<VirtualMachine> startHeld(VmRecord record)
      throws IOException, InterruptedException {
    if (states.of(record.name()).state().isUp()) {
      return Optional.empty();
    }
    record.base().requireUnchanged(record.name().text());
    // Another image of the same size and time may have been put in its place.
    ForeignDisk.ofQcow2(record.base().path());
    HostNetwork.require(record.network());
    for (PortForward forward : record.network().forwards()) {
      requireFree(record, forward);
    }
    VmFolder folder = store.folder(record.name());
    // Logs of an earlier run would be taken for this run's.
    Files.deleteIfExists(folder.qemuLog());
    Files.deleteIfExists(folder.console());
    try {
      return Optional.of(machines.start(spec(record), folder.facts(), folder.qemuLog()));
    } catch (BuildFailure e) {
      throw VmFailures.of(e, record.name());
    }
  }

  private VmSpec spec(VmRecord record) throws IOException, InterruptedException {
    return describe(record, store.folder(record.name()), accelerators.choose(record));
  }

  /** The QEMU machine. It ends when the guest powers off. */
  static VmSpec describe(VmRecord record, VmFolder folder, Accelerator accelerator) {
    GuestNetwork network = record.network();
    VmSpecBuilder spec =
        VmSpec.named(record.name().text())
            .machine(record.architecture(), accelerator)
            .size(record.cpus(), record.memory())
            .disk(folder.disk())
            .onImage(record.base().path())
            .consoleLog(folder.console())
            .seed(folder.seed())
            .network(network)
            .lasting();
    if (record.firmware() == Firmware.UEFI) {
      spec.uefi(folder.uefiVariables());
    }
    return network.forwardsPorts() ? spec.sshForward().build() : spec.build();
  }

  /** Checks the port first, because QEMU's error does not say that it is in use. */
  private static void requireFree(VmRecord record, PortForward forward) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      new ServerSocket(forward.hostPort(), 1, loopback).close();
    } catch (IOException e) {
      throw BuildFailure.of(
              FailureKind.HOST_SETUP,
              "port " + forward.hostPort() + " of 127.0.0.1 cannot be forwarded")
          .where(record.name())
          .why(String.valueOf(e.getMessage()))
          .todo(
              "end what uses it, or forward another port; pim vm port NAME --remove "
                  + forward.hostPort()
                  + " removes it from an existing VM")
          .causedBy(e)
          .build();
    }
  }
}
