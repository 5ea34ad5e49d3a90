package io.pim.host.remote;

import io.pim.host.image.Progress;
import io.pim.host.oci.ArtifactParts;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import io.pim.model.json.Json;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.ImageManifest;
import io.pim.model.registry.Registry;
import io.pim.model.store.StoreReference;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.tools.fetch.DiskSpace;
import io.pim.tools.oci.Repository;
import io.pim.tools.qemu.DiskFormat;
import io.pim.tools.qemu.ForeignDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Pulls images from the store, and registers them as on the host that built them. Everything is
 * checked before it counts: the digest of every part, the disk's header, and the agreement of all
 * descriptions. Only a plain name from the registry becomes part of a path.
 */
public final class ImagePull {
  private final ImageStore store;
  private final PimFolders folders;
  private final String hostId;

  public ImagePull(ImageStore store, PimFolders folders, String hostId) {
    this.store = store;
    this.folders = folders;
    this.hostId = hostId;
  }

  /**
   * Pulls an image; continues an earlier pull. One process at a time pulls an image; others wait.
   *
   * @throws BuildFailure one of the {@code TARGET_} kinds; IMAGE_UNAVAILABLE when the store has no
   *     such image, or this host has another one of its name; CHECKSUM_MISMATCH; DISK_FULL
   */
  public PulledImage run(StoreReference wanted, Progress progress)
      throws IOException, InterruptedException {
    Repository repository = store.repository(wanted.line());
    StoredImage stored = StoreLookup.require(store, repository, wanted);
    String place = store.place(wanted.line(), wanted.tag());
    PrivateFolders.create(folders.images());
    ExclusiveFile.Hold hold =
        ExclusiveFile.named(folders.pullsLock(), stored.sha256())
            .hold(() -> progress.at(-1, "waiting for another pull of the image"));
    try {
      Optional<ImageEntry> here = here(stored);
      return here.isPresent()
          ? new PulledImage(here.get(), place, 0, true)
          : pull(repository, stored, place, progress);
    } finally {
      hold.close();
    }
  }

  /** The image that this host already has; an entry without its file does not count. */
  private Optional<ImageEntry> here(StoredImage stored) throws IOException {
    Optional<ImageEntry> same =
        new Registry(folders)
            .list().stream()
                .filter(
                    its -> its.name().equals(stored.name()) || its.buildId().equals(stored.build()))
                .filter(its -> its.isOn(hostId) && Files.exists(its.path()))
                .findFirst();
    if (same.isPresent() && !same.get().sha256().equals(stored.sha256())) {
      throw taken(same.get().name(), same.get().path());
    }
    return same.filter(its -> its.size() == size(its.path()));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1;
    }
  }

  private static BuildFailure taken(String name, Path file) {
    return BuildFailure.of(
            FailureKind.IMAGE_UNAVAILABLE, "This host has another image " + name + ".")
        .where(file)
        .why("Its SHA-256 is not that of the image in the store.")
        .todo("Remove it if nothing needs it (pim image rm " + name + "), and pull again.")
        .build();
  }

  private PulledImage pull(
      Repository repository, StoredImage stored, String place, Progress progress)
      throws IOException, InterruptedException {
    ArtifactParts parts = ArtifactParts.of(stored.manifest(), place);
    byte[] bytes =
        repository.read(
            parts.imageManifest().sha256(), Math.toIntExact(parts.imageManifest().size()));
    ImageManifest manifest = manifest(bytes, place);
    requireAgreement(stored, manifest, place);
    Path image = folders.image(stored.name());
    long received = 0;
    Path part = part(parts.disk());
    boolean isInPlace = Files.exists(image);
    if (!isInPlace) {
      received = download(repository, parts.disk(), part, progress);
      requireByItself(part);
    } else if (!Sha256.ofFile(image).equals(stored.sha256())) {
      // An earlier pull has put the right file there, and was killed before it registered it.
      throw taken(stored.name(), image);
    }
    Optional<Path> variables = Optional.empty();
    if (stored.firmware() == Firmware.UEFI && parts.uefiVariables().isPresent()) {
      Path draft = part(parts.uefiVariables().get());
      received += download(repository, parts.uefiVariables().get(), draft, progress);
      variables = Optional.of(folders.imageUefiVariables(stored.name()));
      DurableFile.move(draft, variables.get());
    }
    DurableFile.write(folders.imageManifest(stored.name()), DurableFile.PRIVATE, bytes);
    if (!isInPlace) {
      DurableFile.move(part, image);
    }
    ImageEntry entry = entry(stored, manifest, variables);
    new Registry(folders).register(entry);
    return new PulledImage(entry, place, received, false);
  }

  private static ImageManifest manifest(byte[] bytes, String place) {
    try {
      return Json.read(bytes, ImageManifest.class, place);
    } catch (IOException e) {
      throw strange(place, "Its manifest is not one that this PIM can read.");
    }
  }

  private static void requireAgreement(StoredImage stored, ImageManifest manifest, String place) {
    boolean agree =
        manifest.buildId().equals(stored.build())
            && manifest.profile().equals(stored.line().profile())
            && manifest.machine().architecture() == stored.line().architecture()
            && manifest.machine().firmware() == stored.firmware()
            && manifest.imageKey().equals(stored.plan())
            && manifest.sha256().equals(stored.sha256())
            && manifest.size() == stored.size();
    if (!agree) {
      throw strange(place, "Its manifest describes another image than its annotations.");
    }
  }

  private static BuildFailure strange(String place, String why) {
    return BuildFailure.of(FailureKind.TARGET_FAILED, "The image in the store cannot be used.")
        .where(place)
        .why(why)
        .todo("Push it again from the host that built it, or pull another one.")
        .build();
  }

  /** The part's name is its digest, so that bytes of another blob are never used. */
  private Path part(ArtifactParts.Part blob) {
    return folders.imageDraft("pull-" + blob.sha256().hex());
  }

  /** Returns the number of bytes that were downloaded. */
  private static long download(
      Repository repository, ArtifactParts.Part blob, Path part, Progress progress)
      throws IOException, InterruptedException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    DiskSpace.require(part, Math.max(0, blob.size() - have));
    long start =
        repository.download(
            blob.sha256(),
            blob.size(),
            part,
            done -> progress.at((double) done / blob.size(), "downloading"));
    return blob.size() - start;
  }

  /** The header of a qcow2 image can name other files of this host. */
  private static void requireByItself(Path part) throws IOException {
    try {
      ForeignDisk.ofQcow2(part);
    } catch (BuildFailure e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  private ImageEntry entry(StoredImage stored, ImageManifest manifest, Optional<Path> variables) {
    return new ImageEntry(
        stored.name(),
        stored.line().profile(),
        stored.line().architecture(),
        folders.image(stored.name()),
        DiskFormat.QCOW2.id(),
        stored.size(),
        stored.sha256(),
        stored.build(),
        manifest.created(),
        stored.plan(),
        stored.firmware(),
        folders.imageManifest(stored.name()),
        variables,
        Optional.of(hostId),
        manifest.compression());
  }
}
