package io.pim.model.files;

import java.nio.file.Path;

/** The files of one virtual machine a person has made; all go with it. */
public record VmFolder(Path root) {
  /** What the machine is; written last, so that a folder without it is one half made. */
  public Path record() {
    return root.resolve("vm.json");
  }

  /** The machine's own copy of its image, where others may write to that. */
  public Path base() {
    return root.resolve("base.qcow2");
  }

  /** The machine's own disk: an overlay of the image. */
  public Path disk() {
    return root.resolve("disk.qcow2");
  }

  public Path uefiVariables() {
    return root.resolve("efivars.fd");
  }

  /** The volume cloud-init reads; mode 0600, because user-data may hold secrets. */
  public Path seed() {
    return root.resolve("seed.iso");
  }

  /** Everything the serial console said since the last start. */
  public Path console() {
    return root.resolve("console.log");
  }

  /** What QEMU itself said since the last start. */
  public Path qemuLog() {
    return root.resolve("qemu.log");
  }

  /** Process, SSH port and accelerator of the running machine. */
  public Path facts() {
    return root.resolve("running.json");
  }

  /** The guest's SSH host key, pinned when first seen. */
  public Path hostKey() {
    return root.resolve("host-key");
  }

  /** The machine's own private SSH key; mode 0600. */
  public Path sshKey() {
    return root.resolve("ssh_key");
  }
}
