package io.pim.model.files;

import java.nio.file.Path;

/** Sockets and pid file of one running virtual machine. */
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
}
