package io.pim.host.shell;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A disk state of a held build for examination.
 *
 * @param disk its qcow2 file; nobody writes to it, because overlays use it as their backing file
 * @param uefiVariables the UEFI variables that belong to it
 * @param login the private SSH key, in PEM form, left by the build that made it
 * @param state describes it in one sentence for people
 */
record HeldDisk(
    Path disk, BootAs bootAs, Optional<Path> uefiVariables, Optional<String> login, String state) {

  /** How the system on the disk boots. */
  enum BootAs {
    /** As the installed system, which accepts a login of the build. */
    INSTALLED,
    /** As a new instance of a finalized image, which gets a login when it boots. */
    INSTANCE
  }

  @Override
  public String toString() {
    return "HeldDisk(" + disk + ", " + bootAs + ")";
  }
}
