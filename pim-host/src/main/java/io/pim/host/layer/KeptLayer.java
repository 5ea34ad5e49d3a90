package io.pim.host.layer;

import io.pim.model.files.BuildId;
import io.pim.model.plan.StepKey;
import io.pim.model.secret.SealedBlob;
import io.pim.model.unit.Sha256;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One layer of a stack, with the facts that another host needs.
 *
 * @param size of the disk, in bytes
 * @param sha256 of the disk
 * @param origin the same disk in the shared store, if it was pulled from there
 * @param login the sealed private SSH key for the system on the disk
 */
public record KeptLayer(
    StepKey key,
    BuildId build,
    Path disk,
    long size,
    Sha256 sha256,
    Optional<LayerOrigin> origin,
    Optional<Path> uefiVariables,
    Optional<SealedBlob> login) {
  @Override
  public String toString() {
    return "KeptLayer(" + disk + ")";
  }
}
