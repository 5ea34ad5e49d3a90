package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.folder.Qcow2Compression;
import io.pim.model.files.DurableFile;
import io.pim.model.json.Json;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Sha256;
import io.pim.tools.qemu.QemuImg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The file that is uploaded: the image, or a copy of it with zlib. Proxmox VE's QEMU need not have
 * been built with zstd, and an image that it cannot read fails only when it is imported.
 */
final class ImageForUpload {
  private static final String FACTS = "converted";
  private static final Duration LIMIT = Duration.ofHours(6);

  /** What was converted; written when the copy is whole and on disk. */
  record Converted(Sha256 sha256, long size) {}

  /** A file with its digest. */
  record Whole(Path path, Sha256 sha256, long size) {}

  private final QemuImg qemuImg;

  ImageForUpload(QemuImg qemuImg) {
    this.qemuImg = qemuImg;
  }

  /** Makes the copy, where one is needed and not there. Returns whether one is needed. */
  boolean prepare(DeployContext context) throws IOException, InterruptedException {
    if (Qcow2Compression.isReadableAnywhere(context.image())) {
      return false;
    }
    if (converted(context).isPresent()) {
      return true;
    }
    DurableFile.makePrivateFolder(context.folder().work());
    Path copy = copy(context);
    qemuImg.recompress(
        context.image(),
        copy,
        Compression.ZLIB,
        LIMIT,
        fraction -> context.fraction(fraction, "converting to zlib"));
    Sha256 digest = Sha256.ofFile(copy, bytes -> context.progress().line("computing the digest"));
    Json.write(context.folder().facts(FACTS), new Converted(digest, Files.size(copy)));
    return true;
  }

  /** The file to upload; made first where somebody has removed it. */
  Whole of(DeployContext context) throws IOException, InterruptedException {
    return prepare(context)
        ? converted(context).orElseThrow()
        : new Whole(context.image(), context.plan().image().sha256(), Files.size(context.image()));
  }

  private static Optional<Whole> converted(DeployContext context) throws IOException {
    Path facts = context.folder().facts(FACTS);
    Path copy = copy(context);
    if (!Files.exists(facts) || !Files.exists(copy)) {
      return Optional.empty();
    }
    Converted known = Json.read(facts, Converted.class);
    return Files.size(copy) == known.size()
        ? Optional.of(new Whole(copy, known.sha256(), known.size()))
        : Optional.empty();
  }

  /** Removes the copy. */
  void clear(DeployContext context) throws IOException {
    Files.deleteIfExists(copy(context));
  }

  private static Path copy(DeployContext context) {
    return context.folder().work().resolve("image.qcow2");
  }
}
