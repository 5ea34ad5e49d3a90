package io.pim.tools.aws;

import io.pim.model.unit.Sha256;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A block of a disk that is not empty. Its bytes stay until its memory is returned. */
final class Block {
  private final int index;
  private final byte[] bytes;
  private final byte[] digest;

  Block(int index, byte[] bytes) {
    this.index = index;
    this.bytes = bytes;
    this.digest = Sha256.newDigest().digest(bytes);
  }

  int index() {
    return index;
  }

  byte[] bytes() {
    return bytes;
  }

  byte[] digest() {
    return digest.clone();
  }

  InputStream open() {
    return new ByteArrayInputStream(bytes);
  }
}
