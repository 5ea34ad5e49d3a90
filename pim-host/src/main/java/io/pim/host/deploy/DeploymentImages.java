package io.pim.host.deploy;

import io.pim.host.image.ImageSource;
import io.pim.host.image.Progress;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.PimFolders;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the files of deployed images. Only images of this host's registry are deployed. */
public final class DeploymentImages {
  private final PimFolders folders;
  private final Registry registry;

  public DeploymentImages(PimFolders folders) {
    this.folders = folders;
    this.registry = new Registry(folders);
  }

  /**
   * Ensures that an image is on this host and has the expected digest. Reads the whole file.
   *
   * @throws BuildFailure IMAGE_UNAVAILABLE if it is not; CHECKSUM_MISMATCH if it is damaged
   */
  void requireSound(DeployedImage image, Progress progress) throws IOException {
    Optional<ImageEntry> entry =
        registry.list().stream().filter(its -> its.name().equals(image.name())).findFirst();
    if (entry.isEmpty()) {
      throw unavailable(image, "The registry of this host has no image of that name.");
    }
    if (!entry.get().sha256().equals(image.sha256())) {
      throw unavailable(image, "The registry has another image of that name now.");
    }
    if (!entry.get().liesIn(folders)
        || !Files.isRegularFile(path(image), LinkOption.NOFOLLOW_LINKS)) {
      throw unavailable(image, "Its file is not where PIM keeps images.");
    }
    ImageSource.requireSound(entry.get(), progress);
  }

  /** The only place where the image's file may be. No path of a request is used. */
  Path path(DeployedImage image) {
    return folders.image(image.name());
  }

  /** The file of its UEFI variables, if there is one. */
  Optional<Path> uefiVariables(DeployedImage image) {
    return Optional.of(folders.imageUefiVariables(image.name())).filter(Files::exists);
  }

  /** The file of its manifest, if there is one. */
  Optional<Path> manifest(DeployedImage image) {
    return Optional.of(folders.imageManifest(image.name())).filter(Files::exists);
  }

  private BuildFailure unavailable(DeployedImage image, String why) {
    return BuildFailure.of(
            FailureKind.IMAGE_UNAVAILABLE, "Image " + image.name() + " is not available.")
        .where(folders.image(image.name()))
        .why(why)
        .todo("Abort the deployment, and deploy another image (pim image list).")
        .build();
  }
}
