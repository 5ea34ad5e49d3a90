package io.pim.host.machine;

import io.pim.host.build.OpenBuild;
import io.pim.model.files.BuildFolder;

/** The phases of a build that need a virtual machine; each has its own files. */
public enum Phase {
  /** Runs the installer. */
  INSTALL("install", ""),
  /** Runs the installed system while scripts work on it. */
  GUEST("guest", ""),
  /** Runs a copy of the finished image. */
  VERIFY("verify", "-verify"),
  /** Runs a temporary overlay of a held build's disk, for a person to examine. */
  SHELL("shell", "-shell");

  private final String word;
  private final String suffix;

  Phase(String word, String suffix) {
    this.word = word;
    this.suffix = suffix;
  }

  String word() {
    return word;
  }

  String suffix() {
    return suffix;
  }

  /** The build's machine for this phase. */
  public PhaseMachine of(OpenBuild build) {
    return of(build.id().text(), build.folder());
  }

  /** The machine of a build or of an image, for this phase; the build need not be open. */
  public PhaseMachine of(String owner, BuildFolder folder) {
    return new PhaseMachine(owner, folder, this);
  }
}
