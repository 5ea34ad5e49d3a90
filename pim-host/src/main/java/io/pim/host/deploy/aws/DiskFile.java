package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.DeployFact;
import io.pim.model.files.DurableFile;
import io.pim.tools.qemu.DiskFormat;
import io.pim.tools.qemu.ImageConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The image in the format that is sent, as a file that exists until the AMI is made. */
final class DiskFile {
  private static final Duration LIMIT = Duration.ofHours(6);

  /** Records that the file is complete and on disk. */
  record Converted(long size) {}

  private final ImageConverter converter;
  private final DiskFormat format;

  /**
   * Prepares files.
   *
   * @param format a raw file is sparse; a VMDK is compressed
   */
  DiskFile(ImageConverter converter, DiskFormat format) {
    this.converter = converter;
    this.format = format;
  }

  /** The file; made if it is missing. */
  Path prepare(DeployContext context) throws IOException, InterruptedException {
    Path disk = file(context);
    DeployFact<Converted> fact = context.fact(format.id(), Converted.class);
    Optional<Converted> known = fact.read();
    boolean whole =
        known.isPresent() && Files.exists(disk) && Files.size(disk) == known.get().size();
    if (!whole) {
      fact.forget();
      DurableFile.makePrivateFolder(context.folder().work());
      converter.convertTo(
          format,
          context.image(),
          disk,
          LIMIT,
          fraction -> context.fraction(fraction, "converting the image to " + format.id()));
      fact.write(new Converted(Files.size(disk)));
    }
    return disk;
  }

  /** Removes the file, which can be as large as the image. */
  void clear(DeployContext context) throws IOException {
    Files.deleteIfExists(file(context));
  }

  private Path file(DeployContext context) {
    return context.folder().work().resolve("image." + format.extension());
  }
}
