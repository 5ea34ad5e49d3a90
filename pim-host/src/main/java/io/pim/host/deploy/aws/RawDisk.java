package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.model.files.DurableFile;
import io.pim.model.json.Json;
import io.pim.tools.qemu.DiskFormat;
import io.pim.tools.qemu.QemuImg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The image as a guest sees it: a sparse file that is there for as long as the upload takes. */
final class RawDisk {
  private static final String FACTS = "raw";
  private static final Duration LIMIT = Duration.ofHours(6);

  /** What was written; recorded when the file is whole and on disk. */
  record Converted(long size) {}

  private final QemuImg qemuImg;

  RawDisk(QemuImg qemuImg) {
    this.qemuImg = qemuImg;
  }

  /** The file; made first where it is not there. */
  Path prepare(DeployContext context) throws IOException, InterruptedException {
    Path raw = file(context);
    Path facts = context.folder().facts(FACTS);
    boolean whole =
        Files.exists(facts)
            && Files.exists(raw)
            && Files.size(raw) == Json.read(facts, Converted.class).size();
    if (!whole) {
      Files.deleteIfExists(facts);
      DurableFile.makePrivateFolder(context.folder().work());
      qemuImg.convertTo(
          DiskFormat.RAW,
          context.image(),
          raw,
          LIMIT,
          fraction -> context.fraction(fraction, "unpacking the image"));
      Json.write(facts, new Converted(Files.size(raw)));
    }
    return raw;
  }

  /** Removes the file, which can be as large as the image unpacked. */
  void clear(DeployContext context) throws IOException {
    Files.deleteIfExists(file(context));
  }

  private static Path file(DeployContext context) {
    return context.folder().work().resolve("image.raw");
  }
}
