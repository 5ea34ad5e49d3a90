package io.pim.host.layer;

import io.pim.model.unit.Sha256;

/**
 * The disk of a layer as a blob of the shared store.
 *
 * @param size in bytes
 */
public record LayerOrigin(Sha256 sha256, long size) {}
