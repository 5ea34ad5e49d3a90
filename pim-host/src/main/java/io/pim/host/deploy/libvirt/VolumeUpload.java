package io.pim.host.deploy.libvirt;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.DeployFact;
import io.pim.host.deploy.file.RawCopy;
import io.pim.host.deploy.file.UploadedFile;
import io.pim.model.files.PrivateFolders;
import io.pim.model.target.DiskFormat;
import io.pim.model.unit.Sha256;
import io.pim.tools.libvirt.StoragePool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Uploads the image into a volume, and verifies it there. */
final class VolumeUpload {
  private final StoragePool pool;
  private final DiskFormat format;
  private final RawCopy raw;

  VolumeUpload(StoragePool pool, DiskFormat format, RawCopy raw) {
    this.pool = pool;
    this.format = format;
    this.raw = raw;
  }

  /** Makes the file to upload, unless it is the image itself. Returns whether it did. */
  boolean prepare(DeployContext context) throws IOException, InterruptedException {
    if (format == DiskFormat.RAW) {
      raw.of(context);
    }
    return format == DiskFormat.RAW;
  }

  /** Removes that file. */
  void clear(DeployContext context) throws IOException {
    PrivateFolders.delete(context.folder().work());
  }

  /**
   * Uploads the image, or finds it in the pool. The facts are written once the volume was read
   * back, so a volume without facts may be incomplete.
   */
  UploadedFile ensure(DeployContext context) throws IOException, InterruptedException {
    String volume = VolumeName.image(format).of(context.id());
    DeployFact<UploadedFile> fact = UploadedFile.fact(context);
    boolean there = pool.volumes().contains(volume);
    Optional<UploadedFile> known = fact.read();
    if (there && known.isPresent() && pool.volume(volume).bytes() >= known.get().size()) {
      return known.get();
    }
    fact.forget();
    if (there) {
      pool.delete(volume);
    }
    UploadedFile uploaded = upload(context, volume);
    fact.write(uploaded);
    return uploaded;
  }

  private UploadedFile upload(DeployContext context, String volume)
      throws IOException, InterruptedException {
    Path file = context.image();
    UploadedFile sent = new UploadedFile(Files.size(file), context.plan().image().sha256());
    if (format == DiskFormat.RAW) {
      sent = raw.of(context);
      file = raw.path(context);
    }
    pool.create(volume, sent.size());
    pool.upload(volume, file, done -> context.fraction(done, "uploading"));
    return readBack(context, volume, sent.size()).require(sent.sha256(), volume);
  }

  /** A block device may be larger than what was written to it. */
  private UploadedFile readBack(DeployContext context, String volume, long size)
      throws IOException, InterruptedException {
    Path folder = context.folder().work().resolve("back");
    PrivateFolders.delete(folder);
    PrivateFolders.create(folder);
    try {
      Path copy = folder.resolve(volume);
      pool.download(volume, copy, size, () -> context.fraction(1, "reading back"));
      Sha256 digest = Sha256.ofFile(copy, bytes -> context.fraction(1, "taking the digest"));
      return new UploadedFile(Files.size(copy), digest);
    } finally {
      PrivateFolders.delete(folder);
    }
  }
}
