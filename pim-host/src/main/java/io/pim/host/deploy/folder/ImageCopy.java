package io.pim.host.deploy.folder;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.file.Qcow2Compression;
import io.pim.host.deploy.file.UploadedFile;
import io.pim.model.files.DurableFile;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Sha256;
import io.pim.tools.qemu.DiskFormat;
import io.pim.tools.qemu.ImageConverter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Copies the image's file to a folder of this host, and verifies the copy. */
public final class ImageCopy {
  private static final Duration LIMIT = Duration.ofHours(6);
  private static final long CHUNK_BYTES = 16L << 20;

  private final ImageConverter converter;
  private final Form form;

  /** The format of the copy. */
  public enum Form {
    /** The image, byte for byte. */
    SAME,
    /** A raw disk. */
    RAW,
    /** A qcow2 image without zstd; an image with zstd is converted. */
    NO_ZSTD
  }

  public ImageCopy(ImageConverter converter, Form form) {
    this.converter = converter;
    this.form = form;
  }

  /** Copies or converts the image into a new file. */
  UploadedFile run(DeployContext context, Path to) throws IOException, InterruptedException {
    boolean same = isCopied(context);
    if (same) {
      copy(context, to);
    } else {
      convert(context, to);
    }
    DurableFile.force(to);
    UploadedFile there = look(context, to);
    return same ? there.require(context.plan().image().sha256(), to) : there;
  }

  private boolean isCopied(DeployContext context) throws IOException {
    return switch (form) {
      case SAME -> true;
      case RAW -> false;
      case NO_ZSTD -> Qcow2Compression.isReadableAnywhere(context.image());
    };
  }

  private void convert(DeployContext context, Path to) throws InterruptedException {
    if (form == Form.RAW) {
      converter.convertTo(
          DiskFormat.RAW,
          context.image(),
          to,
          LIMIT,
          done -> context.fraction(done, "converting to raw"));
    } else {
      converter.recompress(
          context.image(),
          to,
          Compression.ZLIB,
          LIMIT,
          done -> context.fraction(done, "converting to zlib"));
    }
  }

  /** The size and digest of the file on the target. Reads the whole file. */
  UploadedFile look(DeployContext context, Path file) throws IOException {
    long size = Files.size(file);
    Sha256 digest =
        Sha256.ofFile(
            file, done -> context.fraction((double) done / Math.max(1, size), "taking the digest"));
    return new UploadedFile(size, digest);
  }

  private static void copy(DeployContext context, Path to) throws IOException {
    try (FileChannel in = FileChannel.open(context.image(), StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(
                to,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      long size = in.size();
      long done = 0;
      while (done < size) {
        done += in.transferTo(done, CHUNK_BYTES, out);
        context.fraction((double) done / size, "copying");
      }
    }
  }
}
