package io.pim.tools.oci;

import io.pim.model.unit.Sha256;

/**
 * A manifest with exactly the registry's bytes.
 *
 * @param type its media type
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Manifest(String type, byte[] bytes) {
  public Sha256 sha256() {
    return Sha256.ofBytes(bytes);
  }
}
