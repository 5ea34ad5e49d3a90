package io.pim.host.trial;

import io.pim.host.build.PackageList;
import io.pim.host.build.Resources;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.InstalledFrom;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.PrivateFolders;
import io.pim.tools.guestserver.NoCloudSeed;
import io.pim.tools.guestserver.PreseedServer;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.ForeignDisk;
import io.pim.tools.qemu.OwnDisk;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qemu.VmSpec;
import io.pim.tools.qemu.VmSpecBuilder;
import io.pim.tools.ssh.SshKeyPair;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Boots a temporary overlay of a disk as a cloud would: NoCloud over HTTP gives it a host name and
 * a key of its own. Starts from the beginning at each run, and leaves nothing behind.
 */
public final class InstanceTrial {
  private final BuildMachines machines;
  private final AcceleratorOf accelerators;
  private final QemuImg qemuImg;
  private final InstanceChecks checks;

  public InstanceTrial(
      BuildMachines machines, AcceleratorOf accelerators, QemuImg qemuImg, InstanceChecks checks) {
    this.machines = machines;
    this.accelerators = accelerators;
    this.qemuImg = qemuImg;
    this.checks = checks;
  }

  /**
   * Boots the disk and checks it.
   *
   * @return the packages in it
   * @throws io.pim.model.failure.BuildFailure VERIFY_FAILED when it does not pass; also every
   *     failure of machines and logins
   */
  public PackageList run(Candidate candidate) throws IOException, InterruptedException {
    clear(candidate);
    try (PreseedServer server =
        PreseedServer.start(
            InetAddress.getLoopbackAddress(),
            0,
            machines.connections(candidate.machine()),
            request -> candidate.output("served: " + request))) {
      SshKeyPair key = SshKeyPair.at(candidate.machine().folder().instanceKey());
      NoCloudSeed seed = seed(candidate, key);
      server.serve(seed.resources(Resources.text(InstanceTrial.class, "vendor-data.yml")));
      return checks.run(candidate, boot(candidate, server), seed, key);
    } finally {
      clear(candidate);
    }
  }

  private static NoCloudSeed seed(Candidate candidate, SshKeyPair key) {
    String name = "pim-verify-" + candidate.imageKey().abbreviated();
    return new NoCloudSeed(
        "i-" + name,
        name,
        List.of(key.publicKeyLine("pim-verify")),
        Optional.of(InstanceChecks.USER));
  }

  private VirtualMachine boot(Candidate candidate, PreseedServer server)
      throws IOException, InterruptedException {
    BuildFolder folder = candidate.machine().folder();
    PrivateFolders.create(folder.work());
    Optional<Path> image = makeOverlay(candidate);
    machines.setVariables(candidate.machine(), candidate.uefiVariables());
    Files.deleteIfExists(candidate.console());
    candidate.progress().accept("trying accelerators");
    Accelerator accelerator =
        accelerators.chooseForDisk(
            new InstalledFrom(candidate.size().architecture(), candidate.iso()), candidate::say);
    candidate.say("a copy of the disk boots as a cloud instance");
    VmSpecBuilder spec =
        machines
            .describe(candidate.machine(), candidate.size(), accelerator, folder.verifyDisk())
            .sshForward()
            .smbiosSerial(NoCloudSeed.smbiosSerial(server.folderUrl(VmSpec.HOST_AS_SEEN)));
    image.ifPresent(spec::onImage);
    return machines.start(candidate.machine(), spec.build());
  }

  /**
   * Creates the overlay to boot. Returns the image if it is one, because QEMU must open nothing
   * else below the overlay.
   */
  private Optional<Path> makeOverlay(Candidate candidate) throws IOException, InterruptedException {
    BuildFolder folder = candidate.machine().folder();
    return switch (candidate.kind()) {
      case LAYER -> {
        qemuImg.createOverlay(folder.verifyDisk(), candidate.disk());
        yield Optional.empty();
      }
      case IMAGE -> {
        Path image = OwnDisk.of(candidate.disk(), folder.verifyImage());
        qemuImg.createOverlayUnchecked(
            folder.verifyDisk(), image, ForeignDisk.ofQcow2(image).size());
        yield Optional.of(image);
      }
    };
  }

  /** Ends the machine of an earlier, killed try, and removes its files. */
  public void clear(Candidate candidate) throws IOException, InterruptedException {
    machines.end(candidate.machine());
    BuildFolder folder = candidate.machine().folder();
    Files.deleteIfExists(folder.verifyDisk());
    Files.deleteIfExists(folder.verifyImage());
    Files.deleteIfExists(candidate.machine().uefiVariables());
    Files.deleteIfExists(folder.instanceKey());
    Files.deleteIfExists(candidate.hostKey());
  }
}
