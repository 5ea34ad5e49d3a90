package io.pim.cli.doctor;

import io.pim.model.unit.Architecture;
import io.pim.tools.qemu.QemuInstallation;
import io.pim.tools.qemu.UefiFirmware;
import java.util.Optional;

/**
 * Whether UEFI is installed for one architecture. arm64 requires it; x86_64 can also use a BIOS.
 *
 * @param host the architecture of this host
 */
record FirmwareCheck(
    QemuInstallation installation,
    PackageManager packages,
    Architecture architecture,
    Architecture host)
    implements Check {
  @Override
  public String subject() {
    return "UEFI for " + architecture;
  }

  @Override
  public Finding look() throws InterruptedException {
    if (!installation.supports(architecture)) {
      return Finding.ok(subject(), "not checked without QEMU for " + architecture);
    }
    Optional<UefiFirmware> found = installation.system(architecture).uefi();
    if (found.isPresent()) {
      return Finding.ok(subject(), found.get().code().toString());
    }
    boolean arm = architecture == Architecture.ARM64;
    Finding missing =
        Finding.fail(
            subject(),
            "is not installed" + (arm ? "" : "; profiles with the firmware bios need none"),
            packages.install(arm ? "qemu-efi-aarch64" : "ovmf", "qemu"));
    return arm && architecture == host ? missing : missing.mildly();
  }
}
