package io.pim.host.shell;

import io.pim.host.build.OpenBuild;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.host.shell.HeldDisk.BootAs;
import io.pim.model.files.ExclusiveFile;
import io.pim.tools.guestserver.PreseedServer;
import io.pim.tools.qemu.VirtualMachine;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A machine that was booted for a person to examine; closing it removes all its files. */
public final class RunningShell implements AutoCloseable {
  private final OpenBuild build;
  private final HeldDisk held;
  private final BuildMachines machines;
  private final ExclusiveFile.Hold lock;
  private final Optional<PreseedServer> seed;
  private final VirtualMachine machine;

  RunningShell(
      OpenBuild build,
      HeldDisk held,
      BuildMachines machines,
      ExclusiveFile.Hold lock,
      Optional<PreseedServer> seed,
      VirtualMachine machine) {
    this.build = build;
    this.held = held;
    this.machines = machines;
    this.lock = lock;
    this.seed = seed;
    this.machine = machine;
  }

  /** Describes the disk state and how it was booted, for people. */
  public String describe() {
    return held.state()
        + (held.bootAs() == BootAs.INSTANCE ? "; booted as a new cloud instance" : "; booted")
        + ", with "
        + machine.facts().accelerator();
  }

  /**
   * Waits until the system accepts a login.
   *
   * @throws io.pim.model.failure.BuildFailure LOGIN_FAILED or GUEST_HUNG when it does not, VM_LOST
   *     when the machine has ended
   */
  public ShellAccess logIn() throws IOException, InterruptedException {
    ShellLogin login = new ShellLogin(build, machine);
    return held.bootAs() == BootAs.INSTANCE
        ? login.instance(BuildShells.INSTANCE_USER)
        : login.installed(held);
  }

  /** Completes when the machine ends, for example because the build continues or ends. */
  public CompletableFuture<Void> onExit() {
    return machine.onExit();
  }

  @Override
  public void close() throws IOException {
    // A late interrupt must not prevent the removal of files.
    boolean interrupted = Thread.interrupted();
    try {
      interrupted |= !isEnded();
      seed.ifPresent(PreseedServer::close);
      BuildShells.removeTraces(build, machines);
    } finally {
      lock.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Ends the machine; false when another interrupt came meanwhile, in which case the process is
   * killed.
   */
  private boolean isEnded() {
    machine.kill();
    try {
      machines.end(Phase.SHELL.of(build));
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
