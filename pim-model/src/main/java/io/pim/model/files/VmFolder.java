package io.pim.model.files;

import java.nio.file.Path;

/** The files of one virtual machine made by a person; removed together. */
public record VmFolder(Path root) {
  /** The machine's description. It is written last, so a folder without it is incomplete. */
  public Path record() {
    return root.resolve("vm.json");
  }

  /** The machine's private copy of its image, made when others can write to the image. */
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

  /** The volume that cloud-init reads; mode 0600, because user-data may hold secrets. */
  public Path seed() {
    return root.resolve("seed.iso");
  }

  /** The serial console's output since the last start. */
  public Path console() {
    return root.resolve("console.log");
  }

  /** QEMU's own output since the last start. */
  public Path qemuLog() {
    return root.resolve("qemu.log");
  }

  /** The process, SSH port and accelerator of the running machine. */
  public Path facts() {
    return root.resolve("running.json");
  }

  /** The guest's SSH host key, pinned at first contact. */
  public Path hostKey() {
    return root.resolve("host-key");
  }

  /** The machine's own private SSH key; mode 0600. */
  public Path sshKey() {
    return root.resolve("ssh_key");
  }
}
