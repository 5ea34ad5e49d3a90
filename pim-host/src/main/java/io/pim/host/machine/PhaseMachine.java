package io.pim.host.machine;

import io.pim.model.files.BuildFolder;
import java.nio.file.Path;

/**
 * Names one machine, whether or not it runs: that of a phase of a build, or of an image that is
 * looked into.
 *
 * @param owner begins the machine's name; plain as a file name is
 * @param folder where its files lie
 */
public record PhaseMachine(String owner, BuildFolder folder, Phase phase) {
  /** The machine's QMP name: its owner's, so that whoever sees it knows whose it is. */
  String name() {
    return owner + phase.suffix();
  }

  /** What its process and its sockets are. */
  public Path facts() {
    return folder.vmFacts(phase.word());
  }

  public Path console() {
    return folder.console(phase.word());
  }

  /** What QEMU itself says. */
  public Path log() {
    return folder.qemuLog(phase.word());
  }

  /** Where its guest's SSH host key is pinned. */
  public Path hostKey() {
    return folder.hostKey(phase.word());
  }

  public Path uefiVariables() {
    return folder.uefiVariables(phase.word());
  }
}
