package io.pim.host.layer;

import io.pim.model.secret.SealedBlob;
import io.pim.model.unit.Sha256;
import java.util.Optional;

/**
 * What was true of a layer when it was frozen.
 *
 * @param size of the file, in bytes
 * @param modifiedMillis its modification time, in milliseconds since 1970
 * @param sha256 its digest; empty for a layer that an older PIM has frozen
 * @param variablesSha256 the digest of the UEFI variables that go with it, where there are any
 * @param parent the layer's backing file; empty for the first one
 * @param login the private SSH key that opens the system on this disk, sealed
 */
record LayerFacts(
    long size,
    long modifiedMillis,
    Optional<Sha256> sha256,
    Optional<Sha256> variablesSha256,
    Optional<String> parent,
    Optional<SealedBlob> login) {

  LayerFacts withModifiedMillis(long millis) {
    return new LayerFacts(size, millis, sha256, variablesSha256, parent, login);
  }
}
