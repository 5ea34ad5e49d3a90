package io.pim.host.deploy.directory;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Sha256;

/** The image's file on the target, once it is whole and on disk. */
record UploadedFile(long size, Sha256 sha256) {
  /** The name of these facts in the deployment's folder on this host. */
  static final String FACTS = "upload";

  /** Ensures that the file has the contents that were sent. */
  UploadedFile require(Sha256 sent, Object where) {
    if (!sha256.equals(sent)) {
      throw BuildFailure.of(FailureKind.TARGET_FAILED, "The target changed the image.")
          .where(where)
          .why("Its SHA-256 there is " + sha256 + ", and was " + sent + ".")
          .todo("Check the target's disk, then retry the deployment.")
          .build();
    }
    return this;
  }
}
