package io.pim.host.remote;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.store.StoreReference;
import io.pim.tools.oci.Manifest;
import io.pim.tools.oci.Repository;

/** Finds the image that a reference leads to. */
final class StoreLookup {
  private StoreLookup() {}

  /**
   * The image.
   *
   * @throws BuildFailure IMAGE_UNAVAILABLE when there is none; TARGET_FAILED when the tag leads to
   *     something else
   */
  static StoredImage require(ImageStore store, Repository repository, StoreReference wanted)
      throws InterruptedException {
    String place = store.place(wanted.line(), wanted.tag());
    Manifest manifest =
        repository
            .manifest(wanted.tag().text())
            .orElseThrow(
                () ->
                    failure(
                        FailureKind.IMAGE_UNAVAILABLE,
                        "The store has no image " + wanted + ".",
                        place,
                        "There is no such repository or tag."));
    return StoredImage.of(manifest)
        .filter(its -> its.line().equals(wanted.line()))
        .orElseThrow(
            () ->
                failure(
                    FailureKind.TARGET_FAILED,
                    "The store has no image of PIM's there.",
                    place,
                    "The tag leads to something else, or to an image of another profile."));
  }

  private static BuildFailure failure(FailureKind kind, String what, String where, String why) {
    return BuildFailure.of(kind, what)
        .where(where)
        .why(why)
        .todo("See what there is: pim image list --remote")
        .build();
  }
}
