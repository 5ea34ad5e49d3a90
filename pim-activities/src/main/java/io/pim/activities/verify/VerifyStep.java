package io.pim.activities.verify;

import io.pim.activities.build.OpenBuild;
import io.pim.activities.build.PrivateFolders;
import io.pim.activities.build.StepContext;
import io.pim.activities.machine.AcceleratorOf;
import io.pim.activities.machine.BuildMachines;
import io.pim.activities.machine.Phase;
import io.pim.activities.preseed.NoCloudSeed;
import io.pim.activities.preseed.PreseedServer;
import io.pim.activities.qemu.Accelerator;
import io.pim.activities.qemu.QemuImg;
import io.pim.activities.qemu.VirtualMachine;
import io.pim.activities.qemu.VmSpec;
import io.pim.activities.ssh.SshKeyPair;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.PimFolders;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Boots a throw-away overlay of the image as a cloud would: NoCloud over HTTP gives it a host name
 * and a key of its own. Begins anew whenever it is run, and leaves nothing behind.
 */
public final class VerifyStep {
  private final PimFolders folders;
  private final BuildMachines machines;
  private final AcceleratorOf accelerators;
  private final QemuImg qemuImg;
  private final InstanceChecks checks;

  public VerifyStep(
      PimFolders folders,
      BuildMachines machines,
      AcceleratorOf accelerators,
      QemuImg qemuImg,
      InstanceChecks checks) {
    this.folders = folders;
    this.machines = machines;
    this.accelerators = accelerators;
    this.qemuImg = qemuImg;
    this.checks = checks;
  }

  public StepNote run(StepContext step) throws IOException, InterruptedException {
    OpenBuild build = step.build();
    machines.end(build, Phase.VERIFY);
    removeTraces(build);
    requireDraft(build);
    Path key = build.folder().instanceKey();
    try (PreseedServer server =
        PreseedServer.start(
            InetAddress.getLoopbackAddress(), 0, request -> step.say("served: " + request))) {
      NoCloudSeed seed = seed(build, SshKeyPair.at(key));
      server.serve(seed.resources());
      VirtualMachine machine = boot(step, server);
      return checks.run(step, machine, seed, SshKeyPair.at(key));
    } finally {
      machines.end(build, Phase.VERIFY);
      removeTraces(build);
    }
  }

  private void requireDraft(OpenBuild build) {
    Path draft = folders.imageDraft(build.id().text());
    if (Files.notExists(draft)) {
      throw BuildFailure.of(FailureKind.LAYER_DAMAGED, "The flattened image is gone.")
          .where(draft)
          .why("Somebody removed it, or the power failed before it had reached the disk.")
          .todo("Nothing: PIM flattens again.")
          .build();
    }
  }

  private static NoCloudSeed seed(OpenBuild build, SshKeyPair key) {
    String name = "pim-verify-" + build.plan().imageKey().abbreviated();
    return new NoCloudSeed(
        "i-" + name,
        name,
        List.of(key.publicKeyLine("pim-verify")),
        Optional.of(InstanceChecks.USER));
  }

  private VirtualMachine boot(StepContext step, PreseedServer server)
      throws IOException, InterruptedException {
    OpenBuild build = step.build();
    PrivateFolders.create(build.folder().work());
    Path disk = build.folder().verifyDisk();
    qemuImg.createOverlay(disk, folders.imageDraft(build.id().text()));
    Path variables = folders.imageUefiVariables(build.id().text());
    machines.setVariables(
        build, Phase.VERIFY, Files.exists(variables) ? Optional.of(variables) : Optional.empty());
    Files.deleteIfExists(build.folder().console(Phase.VERIFY.word()));
    Accelerator accelerator = accelerators.chooseForDisk(step);
    step.say("a copy of the image boots as a cloud instance");
    return machines.start(
        build,
        Phase.VERIFY,
        machines
            .describe(build, Phase.VERIFY, accelerator, disk)
            .sshForward()
            .smbiosSerial(NoCloudSeed.smbiosSerial(server.folderUrl(VmSpec.HOST_AS_SEEN)))
            .build());
  }

  private static void removeTraces(OpenBuild build) throws IOException {
    Files.deleteIfExists(build.folder().verifyDisk());
    Files.deleteIfExists(build.folder().uefiVariables(Phase.VERIFY.word()));
    Files.deleteIfExists(build.folder().instanceKey());
    Files.deleteIfExists(build.folder().hostKey(Phase.VERIFY.word()));
  }
}
