package io.pim.host.deploy.oci;

import io.pim.model.unit.Sha256;
import io.pim.tools.oci.Blob;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/**
 * The one layer of a container disk of KubeVirt: a tar archive with the image in {@code /disk},
 * readable for user 107, as which KubeVirt's QEMU runs. It is generated while it is read; the same
 * image gives the same archive.
 */
final class ContainerDisk implements Blob {
  private static final int TAR_BLOCK = 512;
  private static final int USER_OF_QEMU = 107;
  private static final int LONGEST_NAME = 80;
  private static final int BUFFER_BYTES = 1 << 20;

  private final byte[] before;
  private final Path image;
  private final long imageSize;
  private final byte[] after;
  private final Sha256 sha256;

  private ContainerDisk(byte[] before, Path image, long imageSize, Sha256 sha256) {
    this.before = before;
    this.image = image;
    this.imageSize = imageSize;
    int padding = (int) ((TAR_BLOCK - imageSize % TAR_BLOCK) % TAR_BLOCK);
    this.after = new byte[padding + 2 * TAR_BLOCK];
    this.sha256 = sha256;
  }

  /** The layer with a known digest. */
  static ContainerDisk of(Path image, String name, Sha256 known) throws IOException {
    long size = Files.size(image);
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    String file = name.substring(0, Math.min(name.length(), LONGEST_NAME));
    headers.writeBytes(TarHeader.folder("disk/", USER_OF_QEMU));
    headers.writeBytes(TarHeader.file("disk/" + file + ".qcow2", USER_OF_QEMU, size));
    return new ContainerDisk(headers.toByteArray(), image, size, known);
  }

  /**
   * Computes the digest; reads the whole image.
   *
   * @param progress receives the bytes read so far; may throw to stop
   */
  static Sha256 digest(Path image, String name, LongConsumer progress) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] buffer = new byte[BUFFER_BYTES];
    long done = 0;
    try (InputStream in = of(image, name, Sha256.ofText("")).open(0)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        done += n;
        progress.accept(done);
      }
    }
    return Sha256.of(digest.digest());
  }

  @Override
  public Sha256 sha256() {
    return sha256;
  }

  @Override
  public long size() {
    return before.length + imageSize + after.length;
  }

  @Override
  public InputStream open(long from) throws IOException {
    long inImage = from - before.length;
    if (inImage >= imageSize) {
      return tail(after, inImage - imageSize);
    }
    InputStream file = Files.newInputStream(image);
    try {
      file.skipNBytes(Math.max(0, inImage));
      InputStream rest = new SequenceInputStream(file, tail(after, 0));
      return inImage < 0 ? new SequenceInputStream(tail(before, from), rest) : rest;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static InputStream tail(byte[] bytes, long from) {
    int start = Math.toIntExact(from);
    return new ByteArrayInputStream(bytes, start, bytes.length - start);
  }
}
