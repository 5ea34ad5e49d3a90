package io.pim.e2e.bench;

import java.nio.file.Path;
import java.util.List;

/** The machine for Packer and for the build by hand, as close to PIM's as both allow. */
final class QemuArguments {
  /** Without flushes, like PIM's disk, which is discarded after a crash of the host. */
  static final String CACHE = "unsafe";

  static final String DISCARD = "unmap";
  static final String DETECT_ZEROES = "unmap";
  static final String MACHINE = "q35";
  static final String CPU = "max";

  private QemuArguments() {}

  /** The ID of the drive with the installation medium. */
  static List<String> devices(String medium) {
    return List.of(
        "virtio-net-pci,netdev=user.0,romfile=,addr=0x10",
        "virtio-scsi-pci",
        "scsi-cd,drive=" + medium,
        "virtio-rng-pci");
  }

  static String network(String sshPort) {
    return "user,id=user.0,ipv6=off,hostfwd=tcp:127.0.0.1:" + sshPort + "-:22";
  }

  static String console(Path file) {
    return "file:" + file;
  }
}
