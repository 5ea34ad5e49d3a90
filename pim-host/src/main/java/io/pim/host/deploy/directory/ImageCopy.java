package io.pim.host.deploy.directory;

import io.pim.host.deploy.DeployContext;
import io.pim.model.files.DurableFile;
import io.pim.model.target.DiskFormat;
import io.pim.model.unit.Sha256;
import io.pim.tools.qemu.QemuImg;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Brings the image's file to the target, and ensures that it got there. */
final class ImageCopy {
  private static final Duration LIMIT = Duration.ofHours(6);
  private static final long CHUNK_BYTES = 16L << 20;

  private final QemuImg qemuImg;
  private final DiskFormat format;

  ImageCopy(QemuImg qemuImg, DiskFormat format) {
    this.qemuImg = qemuImg;
    this.format = format;
  }

  /** Copies the image into a file that is not there, or converts it. */
  UploadedFile run(DeployContext context, Path to) throws IOException, InterruptedException {
    if (format == DiskFormat.RAW) {
      qemuImg.convertTo(
          io.pim.tools.qemu.DiskFormat.RAW,
          context.image(),
          to,
          LIMIT,
          done -> context.fraction(done, "converting to raw"));
    } else {
      copy(context, to);
    }
    DurableFile.force(to);
    UploadedFile there = look(context, to);
    return format == DiskFormat.QCOW2 ? there.require(context.plan().image().sha256(), to) : there;
  }

  /** The file as it is on the target; read in whole. */
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
