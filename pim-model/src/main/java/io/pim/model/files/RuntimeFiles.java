package io.pim.model.files;

import java.nio.file.Path;

/**
 * The sockets and pid file of one running virtual machine, and the files that pass private settings
 * to QEMU at its start.
 */
public record RuntimeFiles(Path folder, String name) {
  public Path qmp() {
    return folder.resolve(name + ".qmp");
  }

  public Path guestAgent() {
    return folder.resolve(name + ".ga");
  }

  public Path serial() {
    return folder.resolve(name + ".serial");
  }

  public Path pid() {
    return folder.resolve(name + ".pid");
  }

  /** QEMU's configuration file with the kernel's arguments; exists while QEMU starts. */
  public Path kernelArguments() {
    return folder.resolve(name + ".kernel");
  }

  /** The SMBIOS structure with the serial number; exists while QEMU starts. */
  public Path smbios() {
    return folder.resolve(name + ".smbios");
  }
}
