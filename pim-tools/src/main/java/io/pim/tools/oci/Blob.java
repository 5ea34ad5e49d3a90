package io.pim.tools.oci;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.InputStream;

/** Bytes with their digest. */
public interface Blob {
  Sha256 sha256();

  long size();

  /** The bytes from a position on. */
  InputStream open(long from) throws IOException;
}
