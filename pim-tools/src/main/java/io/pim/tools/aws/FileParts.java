package io.pim.tools.aws;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The parts in which a file is uploaded. The same file always has the same parts, so that an upload
 * continues with the parts that S3 has.
 *
 * @param checksum of the whole object, as S3 computes it from those of the parts
 */
public record FileParts(Path file, long size, List<ObjectPart> parts, String checksum) {
  private static final long MEBIBYTE = 1L << 20;
  private static final long USUAL = 8 * MEBIBYTE;

  /** The largest number of parts that S3 accepts. */
  private static final int MOST = 10_000;

  private static final int CHUNK = 128 << 10;

  public FileParts {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a file.
   *
   * @param progress receives the bytes that were read; may throw, which ends the reading
   */
  public static FileParts of(Path file, LongConsumer progress) throws IOException {
    return of(file, partSize(Files.size(file)), progress);
  }

  static FileParts of(Path file, long most, LongConsumer progress) throws IOException {
    long size = Files.size(file);
    List<ObjectPart> parts = new ArrayList<>();
    MessageDigest all = Sha256.newDigest();
    try (InputStream in = Files.newInputStream(file)) {
      for (long offset = 0; offset < size; offset += most) {
        long length = Math.min(most, size - offset);
        byte[] digest = digest(in, length);
        all.update(digest);
        parts.add(new ObjectPart(parts.size() + 1, offset, length, base64(digest)));
        progress.accept(offset + length);
      }
    }
    return new FileParts(file, size, parts, base64(all.digest()) + "-" + parts.size());
  }

  static long partSize(long size) {
    long least = (size + MOST - 1) / MOST;
    return Math.max(USUAL, (least + MEBIBYTE - 1) / MEBIBYTE * MEBIBYTE);
  }

  private static byte[] digest(InputStream in, long length) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] chunk = new byte[CHUNK];
    for (long left = length; left > 0; ) {
      int read = in.readNBytes(chunk, 0, (int) Math.min(chunk.length, left));
      if (read == 0) {
        throw new IOException("the file has become shorter");
      }
      digest.update(chunk, 0, read);
      left -= read;
    }
    return digest.digest();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
