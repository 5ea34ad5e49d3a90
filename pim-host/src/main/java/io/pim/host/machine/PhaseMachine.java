package io.pim.host.machine;

import io.pim.model.files.BuildFolder;
import java.nio.file.Path;

/**
 * The machine of one phase of a build, or of an image's verification, running or not. This class
 * chooses the machine's files.
 *
 * @param owner the beginning of the machine's name; a plain file name
 * @param folder the folder of its files
 */
public record PhaseMachine(String owner, BuildFolder folder, Phase phase) {
  /** The machine's QMP name. It contains the owner, so that a process list shows it. */
  String name() {
    return owner + phase.suffix();
  }

  /** The file with its process and sockets. */
  public Path facts() {
    return folder.vmFacts(phase.word());
  }

  public Path console() {
    return folder.console(phase.word());
  }

  /** QEMU's own output. */
  public Path log() {
    return folder.qemuLog(phase.word());
  }

  /** The pinned SSH host key of its guest. */
  public Path hostKey() {
    return folder.hostKey(phase.word());
  }

  /** The PreseedServer's address and secret. */
  public Path serverFacts() {
    return folder.serverFacts(phase.word());
  }

  /** The file that records that the guest ended well and left an intact disk. */
  public Path endedFacts() {
    return folder.endedFacts(phase.word());
  }

  public Path uefiVariables() {
    return folder.uefiVariables(phase.word());
  }
}
