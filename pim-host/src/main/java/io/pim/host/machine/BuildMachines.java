package io.pim.host.machine;

import io.pim.host.build.OpenBuild;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.BuildId;
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
import java.util.Optional;
import java.util.OptionalLong;

/** Starts, joins and ends the machines of builds; where their files are is decided here. */
public final class BuildMachines {
  private final VirtualMachines machines;

  public BuildMachines(VirtualMachines machines) {
    this.machines = machines;
  }

  /** The beginnings of a machine as the plan wants it, on a disk. */
  public VmSpecBuilder describe(OpenBuild build, Phase phase, Accelerator accelerator, Path disk) {
    return describe(MachineOwner.of(build), phase, accelerator, disk);
  }

  /** The beginnings of a machine as its owner wants it, on a disk. */
  public VmSpecBuilder describe(
      MachineOwner owner, Phase phase, Accelerator accelerator, Path disk) {
    MachineSpec machine = owner.machine();
    VmSpecBuilder spec =
        VmSpec.named(phase.machineName(owner.name()))
            .machine(machine.architecture(), accelerator)
            .size(machine.cpus(), machine.memory())
            .disk(disk)
            .consoleLog(owner.folder().console(phase.word()))
            .noShutdown();
    return machine.firmware() == Firmware.UEFI ? spec.uefi(variables(owner.folder(), phase)) : spec;
  }

  /**
   * Starts a machine; one of an earlier try is ended first. What QEMU said then is in the build's
   * log: left in QEMU's own, it would be taken for this machine's last words.
   */
  public VirtualMachine start(OpenBuild build, Phase phase, VmSpec spec)
      throws IOException, InterruptedException {
    return start(MachineOwner.of(build), phase, spec);
  }

  /** The same for any owner. */
  public VirtualMachine start(MachineOwner owner, Phase phase, VmSpec spec)
      throws IOException, InterruptedException {
    end(owner, phase);
    Path log = owner.folder().qemuLog(phase.word());
    Files.deleteIfExists(log);
    return machines.start(spec, owner.folder().vmFacts(phase.word()), log);
  }

  /** The machine of a phase, where it still runs. */
  public Optional<VirtualMachine> join(OpenBuild build, Phase phase) throws InterruptedException {
    return machines.join(facts(build, phase));
  }

  /** What is known of a phase's machine, whether or not it still runs. */
  public Optional<VmFacts> known(OpenBuild build, Phase phase) {
    return machines.facts(facts(build, phase));
  }

  /** The connections that the machine of a phase makes to this host, as far as can be told. */
  public Clients connections(MachineOwner owner, Phase phase) {
    Path facts = owner.folder().vmFacts(phase.word());
    return new GuestConnections(
        () ->
            machines
                .facts(facts)
                .map(known -> OptionalLong.of(known.process().pid()))
                .orElse(OptionalLong.empty()));
  }

  /** Ends the machine of a phase, if there is one, whatever state it is in. */
  public void end(OpenBuild build, Phase phase) throws InterruptedException {
    end(build.id(), build.folder(), phase);
  }

  /** The same of a build that need not be open: one whose plan cannot be read ends, too. */
  public void end(BuildId id, BuildFolder folder, Phase phase) throws InterruptedException {
    end(id.text(), folder, phase);
  }

  /** The same for any owner. */
  public void end(MachineOwner owner, Phase phase) throws InterruptedException {
    end(owner.name(), owner.folder(), phase);
  }

  /** The same for an owner of whom no more is known than name and folder. */
  public void end(String name, BuildFolder folder, Phase phase) throws InterruptedException {
    machines.end(phase.machineName(name), folder.vmFacts(phase.word()));
  }

  /** Has a phase's machine begin with these UEFI variables, or with fresh ones. */
  public void setVariables(OpenBuild build, Phase phase, Optional<Path> from) throws IOException {
    setVariables(MachineOwner.of(build), phase, from);
  }

  /** The same for any owner. */
  public void setVariables(MachineOwner owner, Phase phase, Optional<Path> from)
      throws IOException {
    Path file = variables(owner.folder(), phase);
    Files.deleteIfExists(file);
    if (from.isPresent()) {
      DurableFile.write(file, DurableFile.PRIVATE, out -> Files.copy(from.get(), out));
    }
  }

  /** The UEFI variables as a phase's machine has left them; empty with BIOS. */
  public Optional<Path> variablesLeft(OpenBuild build, Phase phase) {
    return Optional.of(variables(build.folder(), phase)).filter(Files::exists);
  }

  /** A time limit that holds for the accelerator's speed. */
  public static Duration scaled(Duration limit, Accelerator accelerator) {
    return limit.multipliedBy(accelerator.slowness());
  }

  private static Path facts(OpenBuild build, Phase phase) {
    return build.folder().vmFacts(phase.word());
  }

  private static Path variables(BuildFolder folder, Phase phase) {
    return folder.uefiVariables(phase.word());
  }
}
