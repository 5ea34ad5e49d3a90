package io.pim.host.layer;

import io.pim.model.unit.Sha256;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A frozen disk state.
 *
 * @param disk a qcow2 file that is never written again
 * @param uefiVariables the firmware's variables that belong to the disk
 * @param login the private SSH key for the system on the disk, in PEM form
 * @param identity unique to this disk state; a damaged layer that is made again at the same place
 *     gets another one
 */
public record Layer(
    Path disk, Optional<Path> uefiVariables, Optional<String> login, Sha256 identity) {
  @Override
  public String toString() {
    return "Layer(" + disk + ")";
  }
}
