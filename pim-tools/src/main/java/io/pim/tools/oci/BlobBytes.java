package io.pim.tools.oci;

import io.pim.model.unit.Sha256;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A small blob in memory. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record BlobBytes(byte[] bytes) implements Blob {
  @Override
  public Sha256 sha256() {
    return Sha256.ofBytes(bytes);
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public InputStream open(long from) {
    int start = Math.toIntExact(from);
    return new ByteArrayInputStream(bytes, start, bytes.length - start);
  }
}
