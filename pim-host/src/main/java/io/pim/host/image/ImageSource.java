package io.pim.host.image;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.Sha256;
import io.pim.tools.qemu.ForeignDisk;
import java.io.IOException;
import java.nio.file.Files;

/** Checks the file of a registry entry before PIM works with it. */
public final class ImageSource {
  private ImageSource() {}

  /**
   * Checks that the file exists and is unchanged, and that its header names no other file, because
   * other programs can write entries into the registry.
   *
   * @throws BuildFailure CHECKSUM_MISMATCH if it is missing or has changed; HOST_SETUP if it is not
   *     a qcow2 image without a backing file
   */
  public static void requireSound(ImageEntry image, Progress progress) throws IOException {
    if (!Files.isRegularFile(image.path())) {
      throw damaged(image, "Its file is missing.");
    }
    long size = Files.size(image.path());
    if (size != image.size()) {
      throw damaged(image, "It has " + size + " bytes, and had " + image.size() + ".");
    }
    Sha256 digest =
        Sha256.ofFile(image.path(), done -> progress.at((double) done / size, "reading"));
    if (!digest.equals(image.sha256())) {
      throw damaged(image, "Its SHA-256 is " + digest + ", and was " + image.sha256() + ".");
    }
    ForeignDisk.ofQcow2(image.path());
  }

  private static BuildFailure damaged(ImageEntry image, String why) {
    return BuildFailure.of(
            FailureKind.CHECKSUM_MISMATCH, "Image " + image.name() + " is damaged or missing.")
        .where(image.path())
        .why(why)
        .todo("Use another one, or build it again: pim build run " + image.profile())
        .build();
  }
}
