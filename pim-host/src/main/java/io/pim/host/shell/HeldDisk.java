package io.pim.host.shell;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A disk state of a held build that can be looked into.
 *
 * @param disk the qcow2 file that holds it; overlays stand on it, and nobody writes to it
 * @param uefiVariables the firmware's variables that go with it
 * @param login the private SSH key, in PEM form, that another build has left to open it
 * @param state what it is, one sentence for people
 */
record HeldDisk(
    Path disk, BootAs bootAs, Optional<Path> uefiVariables, Optional<String> login, String state) {

  /** What the system on the disk takes itself for. */
  enum BootAs {
    /** The installed system, which a login of the build opens. */
    INSTALLED,
    /** A new instance of a finalized image: a login it is told of when it boots opens it. */
    INSTANCE
  }

  @Override
  public String toString() {
    return "HeldDisk(" + disk + ", " + bootAs + ")";
  }
}
