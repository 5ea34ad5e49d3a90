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

  /** The port that carries standard input and output of the root shell in a build's guest. */
  public Path shell() {
    return folder.resolve(name + ".sh");
  }

  /** The port that carries the root shell's standard error. */
  public Path shellErrors() {
    return folder.resolve(name + ".she");
  }

  /** The port on which PIM asks for a root shell. */
  public Path shellCalls() {
    return folder.resolve(name + ".shc");
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
