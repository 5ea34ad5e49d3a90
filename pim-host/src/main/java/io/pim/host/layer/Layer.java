package io.pim.host.layer;

import io.pim.model.unit.Sha256;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A frozen disk state.
 *
 * @param disk a qcow2 file that is never written again
 * @param uefiVariables the firmware's variables that go with it
 * @param login the private SSH key, in PEM form, that opens the system on it
 * @param identity tells this very disk state from any other, one at the same place included: a
 *     layer that was damaged is made again there
 */
public record Layer(
    Path disk, Optional<Path> uefiVariables, Optional<String> login, Sha256 identity) {
  @Override
  public String toString() {
    return "Layer(" + disk + ")";
  }
}
