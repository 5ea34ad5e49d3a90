package io.pim.host.image;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Sha256;
import io.pim.tools.qemu.DiskFormat;
import io.pim.tools.qemu.ImageConverter;
import io.pim.tools.qemu.QemuImg;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Exports images to files of other formats: written aside, and renamed when complete. */
public final class ImageExport {
  private static final Duration LIMIT = Duration.ofHours(6);

  private final QemuImg qemuImg;
  private final ImageConverter converter;

  public ImageExport(QemuImg qemuImg, ImageConverter converter) {
    this.qemuImg = qemuImg;
    this.converter = converter;
  }

  /**
   * Writes an image that is of this host.
   *
   * @throws BuildFailure CHECKSUM_MISMATCH when it is damaged, DISK_FULL when there is no room for
   *     it, or a failure of qemu-img
   * @throws FileAlreadyExistsException when the target exists and may not be replaced
   */
  public ExportedImage run(ImageEntry image, ExportRequest request, Progress progress)
      throws IOException, InterruptedException {
    requireFree(image, request);
    ImageSource.requireSound(image, progress);
    requireRoom(image, request);
    Path draft = request.target().resolveSibling("." + request.target().getFileName() + ".part");
    Files.deleteIfExists(draft);
    try {
      Optional<Compression> written = write(image, request, draft, progress);
      long size = Files.size(draft);
      Sha256 digest =
          Sha256.ofFile(draft, done -> progress.at((double) done / size, "taking the digest"));
      requireFree(image, request);
      Optional<Path> variables = copyVariables(image, request);
      DurableFile.move(draft, request.target());
      return new ExportedImage(
          image.name(),
          request.format(),
          written,
          request.target(),
          size,
          digest,
          variables,
          missing(qemuImg.info(image.path()).virtualBytes(), request.format()));
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Copies the file if the format and compression stay the same, so that its digest does too. */
  private Optional<Compression> write(
      ImageEntry image, ExportRequest request, Path draft, Progress progress)
      throws IOException, InterruptedException {
    if (request.format() != DiskFormat.QCOW2) {
      convert(image, request.format(), draft, progress);
      return Optional.empty();
    }
    if (isAsWanted(image, request)) {
      progress.at(0, "copying");
      copy(image.path(), draft);
      return image.compression();
    }
    return Optional.of(
        converter.recompress(
            image.path(),
            draft,
            request.compression().orElseThrow(),
            LIMIT,
            done -> progress.at(done, "converting")));
  }

  private void convert(ImageEntry image, DiskFormat format, Path draft, Progress progress)
      throws IOException, InterruptedException {
    long bytes = qemuImg.info(image.path()).virtualBytes();
    if (missing(bytes, format) == 0) {
      converter.convertTo(
          format, image.path(), draft, LIMIT, done -> progress.at(done, "converting"));
      return;
    }
    Path larger = draft.resolveSibling(draft.getFileName() + ".larger");
    try {
      qemuImg.createOverlayUnchecked(
          larger, image.path(), new ByteSize(bytes + missing(bytes, format)));
      converter.convertChainTo(
          format, larger, draft, LIMIT, done -> progress.at(done, "converting"));
    } finally {
      Files.deleteIfExists(larger);
    }
  }

  /** The number of bytes to add to a disk for the readers of a format. */
  private static long missing(long bytes, DiskFormat format) {
    return (format.unit() - bytes % format.unit()) % format.unit();
  }

  private static boolean isAsWanted(ImageEntry image, ExportRequest request) {
    return request.compression().isEmpty() || request.compression().equals(image.compression());
  }

  private static Optional<Path> copyVariables(ImageEntry image, ExportRequest request)
      throws IOException {
    if (image.uefiVariables().isEmpty()) {
      return Optional.empty();
    }
    Path target = request.uefiVariables();
    Path draft = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      copy(image.uefiVariables().get(), draft);
      DurableFile.move(draft, target);
    } finally {
      Files.deleteIfExists(draft);
    }
    return Optional.of(target);
  }

  /** Images are private, but an exported file gets the permissions of the user's umask. */
  private static void copy(Path from, Path to) throws IOException {
    try (OutputStream out = Files.newOutputStream(to)) {
      Files.copy(from, out);
    }
  }

  private static void requireFree(ImageEntry image, ExportRequest request)
      throws FileAlreadyExistsException {
    if (request.replace()) {
      return;
    }
    if (Files.exists(request.target())) {
      throw new FileAlreadyExistsException(request.target().toString());
    }
    if (image.uefiVariables().isPresent() && Files.exists(request.uefiVariables())) {
      throw new FileAlreadyExistsException(request.uefiVariables().toString());
    }
  }

  /**
   * Checks for room: compressed formats need about as much as the image, others as much as the
   * disk's contents.
   */
  private void requireRoom(ImageEntry image, ExportRequest request)
      throws IOException, InterruptedException {
    long needed =
        switch (request.format()) {
          case QCOW2 ->
              request.compression().equals(Optional.of(Compression.NONE))
                  ? qemuImg.contentBytes(image.path())
                  : image.size();
          case VMDK -> image.size();
          case RAW, VHD, VHD_FIXED -> qemuImg.contentBytes(image.path());
        };
    Path folder = request.target().getParent();
    long free = Files.getFileStore(folder).getUsableSpace();
    if (needed > free) {
      throw BuildFailure.of(FailureKind.DISK_FULL, "The disk has no room for the exported image.")
          .where(folder)
          .why("Needed " + rounded(needed) + ", free " + rounded(free) + ".")
          .todo("Make room, or give another folder with --to.")
          .build();
    }
  }

  private static String rounded(long bytes) {
    return bytes > 0 ? new ByteSize(bytes).rounded() : "0B";
  }
}
