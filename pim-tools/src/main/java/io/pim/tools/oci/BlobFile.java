package io.pim.tools.oci;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file as a blob. */
public record BlobFile(Path file, Sha256 sha256, long size) implements Blob {
  /** A file, which is read completely for its digest. */
  public static BlobFile of(Path file) throws IOException {
    return new BlobFile(file, Sha256.ofFile(file), Files.size(file));
  }

  @Override
  public InputStream open(long from) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      in.skipNBytes(from);
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
