package io.pim.host.machine;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerStore;
import io.pim.model.plan.InstallerArguments;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Sha256;
import io.pim.tools.guestserver.Clients;
import io.pim.tools.guestserver.PreseedServer;
import io.pim.tools.guestserver.Resource;
import io.pim.tools.iso9660.InstallerFiles;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.KernelBoot;
import io.pim.tools.qemu.ShutdownLimits;
import io.pim.tools.qemu.TestQemu;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.SshKeyPair;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The tiny system, installed once on a disk that builds of tests boot. Its ISO is beside the kernel
 * that {@code PIM_TEST_KERNEL} names.
 */
public final class TinyGuest {
  public static final ByteSize MEMORY = ByteSize.parse("256M");
  public static final ByteSize DISK = ByteSize.parse("512M");

  private static final String PRESEED =
      """
      d-i passwd/root-login boolean true
      d-i passwd/root-password password root-secret-1
      d-i passwd/root-password-again password root-secret-1
      d-i passwd/make-user boolean false
      d-i partman-auto/disk string /dev/vda
      d-i grub-installer/bootdev string /dev/vda
      d-i debian-installer/exit/poweroff boolean true
      d-i preseed/late_command string mkdir -p /target/root/.ssh && wget -qO /target/root/.ssh/authorized_keys @KEYS@ && chmod -R go= /target/root/.ssh
      """;

  private final Path disk;
  private final SshKeyPair key;

  private TinyGuest(Path disk, SshKeyPair key) {
    this.disk = disk;
    this.key = key;
  }

  /** Installs the system, which takes some ten seconds under emulation. */
  public static TinyGuest install(Path folder) throws Exception {
    String kernel = System.getenv().getOrDefault("PIM_TEST_KERNEL", "/vmlinuz");
    Path iso = Path.of(kernel.replaceFirst("vmlinuz$", "iso"));
    assumeTrue(
        iso.toString().endsWith(".iso") && Files.isReadable(iso),
        "no tiny ISO: set PIM_TEST_KERNEL to the .vmlinuz beside it");
    TestQemu qemu = new TestQemu(folder);
    TestBuilds builds = new TestBuilds(folder.resolve("installer"));
    TinyGuest guest =
        new TinyGuest(folder.resolve("tiny.qcow2"), SshKeyPair.at(folder.resolve("key")));
    qemu.images().create(guest.disk, DISK);
    OpenBuild build = builds.save(TestBuilds.ID);
    try (PreseedServer server =
        PreseedServer.start(
            InetAddress.getLoopbackAddress(), 0, clientsOf(qemu, builds, build), request -> {})) {
      server.serve(
          List.of(
              Resource.text("keys", guest.key.publicKeyLine("test") + "\n"),
              Resource.text(
                  "preseed.cfg", PRESEED.replace("@KEYS@", server.url("keys", "10.0.2.2")))));
      guest.run(qemu, build, builds, iso, server.url("preseed.cfg", "10.0.2.2"));
    }
    return guest;
  }

  /**
   * Serves the guest's files as a build's server does, so that the test proves that they are
   * served.
   */
  private static Clients clientsOf(TestQemu qemu, TestBuilds builds, OpenBuild build) {
    return new BuildMachines(qemu.machines(builds.folders())).connections(Phase.INSTALL.of(build));
  }

  private void run(TestQemu qemu, OpenBuild build, TestBuilds builds, Path iso, String preseed)
      throws Exception {
    InstallerFiles files =
        InstallerFiles.of(
            iso,
            builds
                .folders()
                .bootFiles(Digest.of(Sha256.ofText(iso.toString())), Architecture.X86_64));
    BuildMachines machines = new BuildMachines(qemu.machines(builds.folders()));
    String arguments =
        InstallerArguments.withUrl(
            InstallerArguments.template(Architecture.X86_64, "tiny", ""), preseed);
    VirtualMachine machine =
        machines.start(
            Phase.INSTALL.of(build),
            machines
                .describe(Phase.INSTALL.of(build), build.plan().machine(), Accelerator.TCG, disk)
                .size(2, ByteSize.parse("512M"))
                .cdrom(iso)
                .noReboot()
                .kernel(new KernelBoot(files.kernel().path(), files.initrd().path(), arguments))
                .build());
    try {
      while (!machine.hasPoweredOff()) {
        if (machine.awaitExit(Duration.ofMillis(200))) {
          throw machine.lost();
        }
      }
      String console = Files.readString(machine.facts().consoleLog());
      assertTrue(console.contains("PIM-INSTALLER: DONE"), console);
      assertTrue(
          console.contains("reboot: Power down"), "by which installations know it: " + console);
      machine.shutDown(ShutdownLimits.usual(Accelerator.TCG), () -> {});
    } finally {
      machines.end(Phase.INSTALL.of(build));
    }
  }

  /** Keeps a copy as the layer of a build's installation, with the key that logs in to it. */
  public void keepAsInstalled(OpenBuild build, LayerStore layers) throws Exception {
    Path copy = build.folder().workDisk(build.step("install").requiredKey());
    Files.createDirectories(copy.getParent());
    Files.copy(disk, copy);
    Files.copy(key.file(), build.folder().sshKey());
    layers.keep(
        copy,
        Optional.empty(),
        Optional.empty(),
        Optional.of(Files.readString(key.file())),
        build.step("install").requiredKey(),
        build.id());
  }
}
