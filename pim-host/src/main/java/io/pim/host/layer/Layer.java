package io.pim.host.layer;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A frozen disk state.
 *
 * @param disk a qcow2 file that is never written again
 * @param uefiVariables the firmware's variables that go with it
 * @param login the private SSH key, in PEM form, that opens the system on it
 */
public record Layer(Path disk, Optional<Path> uefiVariables, Optional<String> login) {
  @Override
  public String toString() {
    return "Layer(" + disk + ")";
  }
}
