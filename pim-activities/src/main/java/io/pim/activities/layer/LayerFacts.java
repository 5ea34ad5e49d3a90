package io.pim.activities.layer;

import io.pim.model.secret.SealedBlob;
import java.util.Optional;

/**
 * What was true of a layer when it was frozen.
 *
 * @param size of the file, in bytes
 * @param modifiedMillis its modification time, in milliseconds since 1970
 * @param parent the layer's backing file; empty for the first one
 * @param login the private SSH key that opens the system on this disk, sealed
 */
record LayerFacts(
    long size, long modifiedMillis, Optional<String> parent, Optional<SealedBlob> login) {}
