package io.pim.cli.doctor;

import io.pim.tools.process.Tools;
import java.util.Optional;

/** The way to install a package on this machine. */
enum PackageManager {
  APT("sudo apt install "),
  BREW("brew install "),
  /** Package names differ between distributions; Debian's name identifies what is meant. */
  OTHER("install what Debian calls ");

  private final String command;

  PackageManager(String command) {
    this.command = command;
  }

  static PackageManager of(Tools tools, String osName) {
    if (osName.startsWith("Mac")) {
      return BREW;
    }
    Optional<?> apt = tools.find("apt-get");
    return apt.isPresent() ? APT : OTHER;
  }

  /**
   * The command that installs a package.
   *
   * @param debian its name in Debian
   * @param brew its name in Homebrew
   */
  String install(String debian, String brew) {
    return command + (this == BREW ? brew : debian);
  }
}
