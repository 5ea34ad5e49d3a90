package io.pim.host.remote;

import io.pim.host.image.ImageSource;
import io.pim.host.image.Progress;
import io.pim.host.oci.ArtifactFiles;
import io.pim.host.oci.ArtifactTypes;
import io.pim.host.oci.ImageArtifact;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import io.pim.model.registry.ImageEntry;
import io.pim.model.store.StoreLine;
import io.pim.model.store.StoreTag;
import io.pim.model.unit.Sha256;
import io.pim.tools.oci.Blob;
import io.pim.tools.oci.Manifest;
import io.pim.tools.oci.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Pushes images of this host to the store. A second push of an image sends nothing. */
public final class ImagePush {
  private final ImageStore store;
  private final PimFolders folders;
  private final String hostId;
  private final Clock clock;

  public ImagePush(ImageStore store, PimFolders folders, String hostId, Clock clock) {
    this.store = store;
    this.folders = folders;
    this.hostId = hostId;
    this.clock = clock;
  }

  /**
   * Pushes an image, under the tag of its build; moves {@code latest} to it unless that leads to a
   * newer one. One process at a time pushes an image; others wait.
   *
   * @throws BuildFailure one of the {@code TARGET_} kinds; IMAGE_UNAVAILABLE or CHECKSUM_MISMATCH
   *     when the image is not intact on this host; HOST_SETUP when the login cannot be read
   */
  public PushedImage run(ImageEntry image, Progress progress)
      throws IOException, InterruptedException {
    if (!image.isOn(hostId) || !image.liesIn(folders) || !Files.isRegularFile(image.path())) {
      throw BuildFailure.of(
              FailureKind.IMAGE_UNAVAILABLE, "Image " + image.name() + " is not on this host.")
          .where(image.path())
          .why("Its host is " + image.host().orElse("not known") + ", and this is " + hostId + ".")
          .todo("Run pim image push there.")
          .build();
    }
    StoreLine line = new StoreLine(image.profile(), image.architecture());
    Repository repository = store.repository(line);
    PrivateFolders.create(folders.pushes());
    String lock = store.place(line, StoreTag.of(image.buildId()));
    ExclusiveFile.Hold hold =
        ExclusiveFile.named(folders.pushesLock(), Sha256.ofText(lock))
            .hold(() -> progress.at(-1, "waiting for another push of the image"));
    try {
      PushMemory.removeOld(folders, clock.instant());
      return push(image, line, repository, progress);
    } finally {
      hold.close();
    }
  }

  private PushedImage push(
      ImageEntry image, StoreLine line, Repository repository, Progress progress)
      throws IOException, InterruptedException {
    StoreTag tag = StoreTag.of(image.buildId());
    Optional<Manifest> there = repository.manifest(tag.text());
    long sent = 0;
    Manifest manifest;
    if (there.isPresent()) {
      requireSame(image, there.get(), store.place(line, tag));
      manifest = there.get();
    } else {
      ImageArtifact artifact = artifact(image);
      sent = send(image, artifact, repository, progress);
      repository.put(tag.text(), artifact.manifest());
      manifest = artifact.manifest();
    }
    boolean latest = moveLatest(image, line, repository, manifest);
    return new PushedImage(store.place(line, tag), sent, latest);
  }

  private static void requireSame(ImageEntry image, Manifest there, String place) {
    Optional<StoredImage> stored = StoredImage.of(there);
    if (stored.isEmpty() || !stored.get().sha256().equals(image.sha256())) {
      throw BuildFailure.of(FailureKind.TARGET_REFUSED, "The tag of the image is taken.")
          .where(place)
          .why(
              stored.isEmpty()
                  ? "It exists, and PIM did not make it."
                  : "It leads to another image, with SHA-256 " + stored.get().sha256() + ".")
          .todo("Remove the tag from the registry, or push to another project (store.url).")
          .build();
    }
  }

  private ImageArtifact artifact(ImageEntry image) throws IOException {
    if (!Files.isRegularFile(image.manifest())) {
      throw BuildFailure.of(
              FailureKind.IMAGE_UNAVAILABLE,
              "The manifest of image " + image.name() + " is missing.")
          .where(image.manifest())
          .why("Hosts that pull the image need it.")
          .todo("Build the image again: pim build run " + image.profile() + " --force")
          .build();
    }
    return ImageArtifact.of(
        new ArtifactFiles(image.path(), image.uefiVariables(), Optional.of(image.manifest())),
        DeployedImage.of(image, hostId),
        image.name(),
        Map.of(ArtifactTypes.CREATED, image.created().toString()));
  }

  /** Sends the missing blobs. Returns the number of bytes sent. */
  private long send(
      ImageEntry image, ImageArtifact artifact, Repository repository, Progress progress)
      throws IOException, InterruptedException {
    long sent = 0;
    for (Blob blob : artifact.blobs()) {
      if (!repository.has(blob)) {
        if (blob.sha256().equals(image.sha256())) {
          ImageSource.requireSound(image, progress);
        }
        PushMemory memory = PushMemory.of(folders, repository.toString(), blob);
        long size = Math.max(1, blob.size());
        long start =
            repository.upload(blob, memory, done -> progress.at((double) done / size, "uploading"));
        sent += blob.size() - start;
      }
    }
    return sent;
  }

  /** Moves the tag that follows the newest image. Somebody else's tag of that name stays. */
  private static boolean moveLatest(
      ImageEntry image, StoreLine line, Repository repository, Manifest manifest)
      throws InterruptedException {
    Optional<Manifest> there = repository.manifest(StoreTag.LATEST.text());
    if (there.isPresent()) {
      if (there.get().sha256().equals(manifest.sha256())) {
        return true;
      }
      Optional<StoredImage> newest =
          StoredImage.of(there.get()).filter(its -> its.line().equals(line));
      if (newest.isEmpty() || newest.get().created().isAfter(image.created())) {
        return false;
      }
    }
    repository.put(StoreTag.LATEST.text(), manifest);
    return true;
  }
}
