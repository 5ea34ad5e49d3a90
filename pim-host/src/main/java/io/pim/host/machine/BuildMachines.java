package io.pim.host.machine;

import io.pim.model.files.BuildFolder;
import io.pim.model.files.DurableFile;
import io.pim.model.plan.MachineSpec;
import io.pim.model.unit.Firmware;
import io.pim.tools.guestserver.Clients;
import io.pim.tools.guestserver.GuestConnections;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qemu.VirtualMachines;
import io.pim.tools.qemu.VmFacts;
import io.pim.tools.qemu.VmSpec;
import io.pim.tools.qemu.VmSpecBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Starts, joins and ends the machines of builds, and chooses the places of their files. */
public final class BuildMachines {
  private final VirtualMachines machines;

  public BuildMachines(VirtualMachines machines) {
    this.machines = machines;
  }

  /** Begins the description of a machine of this size with a disk. */
  public VmSpecBuilder describe(
      PhaseMachine machine, MachineSpec size, Accelerator accelerator, Path disk) {
    VmSpecBuilder spec =
        VmSpec.named(machine.name())
            .machine(size.architecture(), accelerator)
            .size(size.cpus(), size.memory())
            .disk(disk)
            .consoleLog(machine.console())
            .noShutdown();
    return size.firmware() == Firmware.UEFI ? spec.uefi(machine.uefiVariables()) : spec;
  }

  /** Describes the machine that a build's scripts run in. */
  public VmSpecBuilder describeGuest(
      PhaseMachine machine, MachineSpec size, Accelerator accelerator, Path disk) {
    return describe(machine, size, accelerator, disk).sshForward().shellPorts().generation();
  }

  /** Whether a running machine has the arguments that {@link #describeGuest} would give it now. */
  public boolean isGuest(PhaseMachine machine, MachineSpec size, VirtualMachine running)
      throws InterruptedException {
    VmFacts facts = running.facts();
    return machines.runsAs(
        running, describeGuest(machine, size, facts.accelerator(), facts.disk()).build());
  }

  /**
   * QEMU's arguments for a guest, with placeholders for a build's file names. Machines with equal
   * arguments can load each other's warm checkpoints.
   */
  public List<String> shape(MachineSpec size, Accelerator accelerator) throws InterruptedException {
    PhaseMachine any =
        new PhaseMachine("any", new BuildFolder(Path.of("/build"), Path.of("/work")), Phase.GUEST);
    return machines.arguments(
        describeGuest(any, size, accelerator, Path.of("/work/disk.qcow2")).build());
  }

  /**
   * Starts a machine, after ending one of an earlier try. QEMU's own log is emptied, so that an
   * earlier machine's errors are not taken for this one's; the build's log has them.
   */
  public VirtualMachine start(PhaseMachine machine, VmSpec spec)
      throws IOException, InterruptedException {
    end(machine);
    Files.deleteIfExists(machine.log());
    return machines.start(spec, machine.facts(), machine.log());
  }

  /** The machine; empty if it does not run. */
  public Optional<VirtualMachine> join(PhaseMachine machine) throws InterruptedException {
    return machines.join(machine.facts());
  }

  /** The machine's stored facts, whether or not it still runs. */
  public Optional<VmFacts> known(PhaseMachine machine) {
    return machines.facts(machine.facts());
  }

  /** Recognizes the connections that the machine makes to this host, as far as possible. */
  public Clients connections(PhaseMachine machine) {
    return new GuestConnections(
        () ->
            known(machine)
                .map(known -> OptionalLong.of(known.process().pid()))
                .orElse(OptionalLong.empty()));
  }

  /** Ends the machine if there is one, in any state. */
  public void end(PhaseMachine machine) throws InterruptedException {
    machines.end(machine.name(), machine.facts());
  }

  /** Starts the machine with these UEFI variables next time, or with fresh ones. */
  public void setVariables(PhaseMachine machine, Optional<Path> from) throws IOException {
    Path file = machine.uefiVariables();
    Files.deleteIfExists(file);
    if (from.isPresent()) {
      DurableFile.write(file, DurableFile.PRIVATE, out -> Files.copy(from.get(), out));
    }
  }

  /** The file with the machine's UEFI variables; empty with BIOS. */
  public Optional<Path> variablesLeft(PhaseMachine machine) {
    return Optional.of(machine.uefiVariables()).filter(Files::exists);
  }

  /** Adapts a time limit to the accelerator's speed. */
  public static Duration scaled(Duration limit, Accelerator accelerator) {
    return limit.multipliedBy(accelerator.slowness());
  }
}
