package io.pim.cli.doctor;

import io.pim.model.unit.Architecture;
import io.pim.tools.qemu.QemuInstallation;
import io.pim.tools.qemu.QemuSystem;

/**
 * The emulator of one architecture.
 *
 * @param needed true for the host's own architecture, which most builds here need
 */
record QemuCheck(
    QemuInstallation installation,
    PackageManager packages,
    Architecture architecture,
    boolean needed)
    implements Check {
  @Override
  public String subject() {
    return "QEMU for " + architecture;
  }

  @Override
  public Finding look() throws InterruptedException {
    if (installation.supports(architecture)) {
      QemuSystem system = installation.system(architecture);
      return Finding.ok(subject(), system.version() + ", " + system.binary());
    }
    boolean arm = architecture == Architecture.ARM64;
    Finding missing =
        Finding.fail(
            subject(),
            "qemu-system-" + architecture.qemuName() + " is not installed",
            packages.install(arm ? "qemu-system-arm" : "qemu-system-x86", "qemu"));
    return needed ? missing : missing.mildly();
  }
}
