package io.pim.host.shell;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.OpenBuilds;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.InstalledFrom;
import io.pim.host.machine.Phase;
import io.pim.host.shell.HeldDisk.BootAs;
import io.pim.model.files.BuildId;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PrivateFolders;
import io.pim.tools.guestserver.NoCloudSeed;
import io.pim.tools.guestserver.PreseedServer;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qemu.VmSpec;
import io.pim.tools.qemu.VmSpecBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * Boots temporary overlays of the disks on which held builds failed. The machine has its own phase.
 * If the command is killed, the next shell ends the machine, or the build does when it continues or
 * ends.
 */
public final class BuildShells {
  /** The user that cloud-init creates in an instance. */
  static final String INSTANCE_USER = "pim-shell";

  private final OpenBuilds builds;
  private final HeldDisks disks;
  private final BuildMachines machines;
  private final AcceleratorOf accelerators;
  private final QemuImg qemuImg;

  public BuildShells(
      OpenBuilds builds,
      HeldDisks disks,
      BuildMachines machines,
      AcceleratorOf accelerators,
      QemuImg qemuImg) {
    this.builds = builds;
    this.disks = disks;
    this.machines = machines;
    this.accelerators = accelerators;
    this.qemuImg = qemuImg;
  }

  /**
   * Boots the disk state on which a held build failed.
   *
   * @param failedStep the name of the step at which the build is held
   * @throws io.pim.model.failure.BuildFailure when there is no such disk, when a shell of the build
   *     is open already, or when the machine does not start
   */
  public RunningShell open(BuildId id, String failedStep) throws IOException, InterruptedException {
    OpenBuild build = builds.open(id);
    ExclusiveFile.Hold lock = ShellLock.take(build);
    boolean open = false;
    try {
      // Remove the files of a shell that was killed.
      machines.end(Phase.SHELL.of(build));
      removeTraces(build, machines);
      RunningShell shell = boot(build, disks.find(build, failedStep), lock);
      open = true;
      return shell;
    } finally {
      if (!open) {
        removeTraces(build, machines);
        lock.close();
      }
    }
  }

  private RunningShell boot(OpenBuild build, HeldDisk held, ExclusiveFile.Hold lock)
      throws IOException, InterruptedException {
    PrivateFolders.create(build.folder().work());
    PrivateFolders.create(build.folder().shell());
    qemuImg.createOverlay(build.folder().shellDisk(), held.disk());
    machines.setVariables(Phase.SHELL.of(build), held.uefiVariables());
    Files.deleteIfExists(Phase.SHELL.of(build).console());
    Accelerator accelerator =
        accelerators.chooseForDisk(InstalledFrom.of(build.plan()), line -> {});
    VmSpecBuilder spec =
        machines
            .describe(
                Phase.SHELL.of(build),
                build.plan().machine(),
                accelerator,
                build.folder().shellDisk())
            .sshForward();
    Optional<PreseedServer> seed =
        held.bootAs() == BootAs.INSTANCE ? Optional.of(serveSeed(build)) : Optional.empty();
    seed.ifPresent(
        server ->
            spec.smbiosSerial(NoCloudSeed.smbiosSerial(server.folderUrl(VmSpec.HOST_AS_SEEN))));
    boolean started = false;
    try {
      VirtualMachine machine = machines.start(Phase.SHELL.of(build), spec.build());
      started = true;
      return new RunningShell(build, held, machines, lock, seed, machine);
    } finally {
      if (!started) {
        seed.ifPresent(PreseedServer::close);
      }
    }
  }

  private PreseedServer serveSeed(OpenBuild build) throws IOException {
    String name = "pim-shell-" + build.plan().imageKey().abbreviated();
    PreseedServer server =
        PreseedServer.start(
            InetAddress.getLoopbackAddress(),
            0,
            machines.connections(Phase.SHELL.of(build)),
            request -> {});
    server.serve(
        new NoCloudSeed(
                "i-" + name,
                name,
                List.of(ShellLogin.instanceKey(build).publicKeyLine("pim-shell")),
                Optional.of(INSTANCE_USER))
            .resources());
    return server;
  }

  /**
   * Removes everything except the logs of console and QEMU, which show why a machine did not start.
   */
  static void removeTraces(OpenBuild build, BuildMachines machines) throws IOException {
    PrivateFolders.delete(build.folder().shell());
    machines.setVariables(Phase.SHELL.of(build), Optional.empty());
    Files.deleteIfExists(Phase.SHELL.of(build).facts());
    Files.deleteIfExists(Phase.SHELL.of(build).hostKey());
  }
}
