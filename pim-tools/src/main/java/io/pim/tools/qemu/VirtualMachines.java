package io.pim.tools.qemu;

import io.pim.model.files.PimFolders;
import io.pim.model.files.RuntimeFiles;
import io.pim.model.json.Json;
import io.pim.model.unit.Firmware;
import io.pim.tools.process.DetachedProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Starts virtual machines on this host and finds those that run. */
public final class VirtualMachines {
  private static final Duration END = Duration.ofSeconds(10);

  private final PimFolders folders;
  private final QemuInstallation installation;
  private final DetachedProcesses processes;
  private final HostMemory memory;

  public VirtualMachines(
      PimFolders folders, QemuInstallation installation, DetachedProcesses processes) {
    this(folders, installation, processes, new HostMemory(Path.of("/proc/meminfo")));
  }

  VirtualMachines(
      PimFolders folders,
      QemuInstallation installation,
      DetachedProcesses processes,
      HostMemory memory) {
    this.folders = folders;
    this.installation = installation;
    this.processes = processes;
    this.memory = memory;
  }

  /**
   * Starts a virtual machine and waits until its monitor answers. A machine that is already running
   * under its name or facts is ended first; to keep it, join it instead.
   *
   * @param vmFactsFile written before this returns, even before the monitor answers
   * @param qemuLog the file to which QEMU's output is appended
   * @throws io.pim.model.failure.BuildFailure TOOL_MISSING, HOST_SETUP, MEMORY_SHORT, DISK_FULL, or
   *     VM_LOST with QEMU's last words
   */
  public VirtualMachine start(VmSpec spec, Path vmFactsFile, Path qemuLog)
      throws InterruptedException {
    RuntimeFiles files = folders.vm(spec.name());
    RuntimeFolder.prepare(files);
    QemuSystem system = installation.system(spec.architecture());
    end(spec.name(), vmFactsFile);
    memory.require(spec.memory());
    if (spec.firmware() == Firmware.UEFI) {
      UefiVariables.ensure(
          spec.uefiVariables().orElseThrow(),
          system.uefi().orElseThrow(() -> QemuInstallation.uefiMissing(spec.architecture())));
    }
    return new Launch(spec, system, files, processes, vmFactsFile, qemuLog).run();
  }

  /** QEMU's arguments for a machine, without those for its sockets. Starts nothing. */
  public List<String> arguments(VmSpec spec) throws InterruptedException {
    return QemuCommandLine.build(
        spec,
        installation.system(spec.architecture()),
        new RuntimeFiles(Path.of("/run"), spec.name()),
        OptionalInt.empty());
  }

  /**
   * Whether a machine runs with the arguments that PIM would give it now. They differ if an older
   * PIM started it or QEMU was moved. Whether it started paused does not count.
   */
  public boolean runsAs(VirtualMachine machine, VmSpec spec) throws InterruptedException {
    List<String> today =
        QemuCommandLine.build(
            spec,
            installation.system(spec.architecture()),
            folders.vm(spec.name()),
            machine.sshPort());
    return machine
        .facts()
        .process()
        .commandLine()
        .map(QemuCommandLine::unpaused)
        .filter(QemuCommandLine.unpaused(today)::equals)
        .isPresent();
  }

  /**
   * The running virtual machine of a facts file; empty if its process has ended or its monitor
   * answers with another name. A monitor that does not answer is accepted, because QEMU may be
   * stopped or overloaded for a while.
   */
  public Optional<VirtualMachine> join(Path vmFactsFile) throws InterruptedException {
    Optional<VmFacts> known = facts(vmFactsFile).filter(facts -> facts.process().isAlive());
    if (known.isEmpty()) {
      return Optional.empty();
    }
    RuntimeFiles files = folders.vm(known.get().name());
    return switch (RunningName.at(files, known.get().name())) {
      case THIS, SILENT -> Optional.of(new VirtualMachine(known.get(), files));
      case ANOTHER, NOBODY -> Optional.empty();
    };
  }

  /**
   * Ends any machine with this name or facts file, even if it does not answer, and removes its
   * sockets. Does nothing if none runs.
   *
   * <p>PIM sends SIGTERM, which QEMU handles like quit without needing the monitor: it writes its
   * pending data to the disk, which the shell of a held build shows. A QEMU that is stopped, or has
   * not ended after 10 s, is killed.
   */
  public void end(String name, Path vmFactsFile) throws InterruptedException {
    RuntimeFiles files = folders.vm(name);
    facts(vmFactsFile)
        .filter(facts -> facts.name().equals(name))
        .ifPresent(facts -> facts.process().end(END));
    RunningName.end(files, name);
    RuntimeFolder.clear(files);
  }

  /** The facts about a virtual machine, running or not. */
  public Optional<VmFacts> facts(Path vmFactsFile) {
    if (!Files.exists(vmFactsFile)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.read(vmFactsFile, VmFacts.class));
    } catch (IOException e) {
      // Facts are written atomically, so an unreadable file is not PIM's or is from another
      // version.
      return Optional.empty();
    }
  }
}
