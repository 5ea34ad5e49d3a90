package io.pim.host.machine;

/** What a build needs a virtual machine for; the word in the names of its files. */
public enum Phase {
  /** Runs the installer. */
  INSTALL("install", ""),
  /** Runs the installed system while scripts work on it. */
  GUEST("guest", ""),
  /** Runs a copy of the finished image. */
  VERIFY("verify", "-verify"),
  /** Runs a throw-away overlay of a held build's disk, for a person to look into. */
  SHELL("shell", "-shell");

  private final String word;
  private final String suffix;

  Phase(String word, String suffix) {
    this.word = word;
    this.suffix = suffix;
  }

  public String word() {
    return word;
  }

  /** The machine's QMP name: the build's, so that whoever sees it knows whose it is. */
  String machineName(String buildId) {
    return buildId + suffix;
  }
}
