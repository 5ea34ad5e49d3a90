package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.DeployFact;
import io.pim.host.deploy.file.Qcow2Compression;
import io.pim.model.files.DurableFile;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Sha256;
import io.pim.tools.qemu.ImageConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Chooses the file to upload: the image, or a copy of it with zlib. QEMU on the node may have been
 * built without zstd, and then refuses the image only when it imports it.
 */
final class ImageForUpload {
  private static final String FACTS = "converted";
  private static final Duration LIMIT = Duration.ofHours(6);

  /** The facts of the copy, written when the copy is complete and on disk. */
  record Converted(Sha256 sha256, long size) {}

  /** A file with its digest. */
  record Whole(Path path, Sha256 sha256, long size) {}

  private final ImageConverter converter;

  ImageForUpload(ImageConverter converter) {
    this.converter = converter;
  }

  /** Makes the copy if one is needed and does not exist. Returns whether one is needed. */
  boolean prepare(DeployContext context) throws IOException, InterruptedException {
    if (Qcow2Compression.isReadableAnywhere(context.image())) {
      return false;
    }
    if (converted(context).isPresent()) {
      return true;
    }
    DurableFile.makePrivateFolder(context.folder().work());
    Path copy = copy(context);
    converter.recompress(
        context.image(),
        copy,
        Compression.ZLIB,
        LIMIT,
        fraction -> context.fraction(fraction, "converting to zlib"));
    Sha256 digest = Sha256.ofFile(copy, bytes -> context.progress().line("computing the digest"));
    fact(context).write(new Converted(digest, Files.size(copy)));
    return true;
  }

  /** The file to upload. Makes the copy again if somebody has removed it. */
  Whole of(DeployContext context) throws IOException, InterruptedException {
    return prepare(context)
        ? converted(context).orElseThrow()
        : new Whole(context.image(), context.plan().image().sha256(), Files.size(context.image()));
  }

  private static Optional<Whole> converted(DeployContext context) throws IOException {
    Path copy = copy(context);
    Optional<Converted> known = fact(context).read();
    return known.isPresent() && Files.exists(copy) && Files.size(copy) == known.get().size()
        ? Optional.of(new Whole(copy, known.get().sha256(), known.get().size()))
        : Optional.empty();
  }

  private static DeployFact<Converted> fact(DeployContext context) {
    return context.fact(FACTS, Converted.class);
  }

  /** Removes the copy. */
  void clear(DeployContext context) throws IOException {
    Files.deleteIfExists(copy(context));
  }

  private static Path copy(DeployContext context) {
    return context.folder().work().resolve("image.qcow2");
  }
}
