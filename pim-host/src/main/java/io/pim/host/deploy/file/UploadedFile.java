package io.pim.host.deploy.file;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.DeployFact;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Sha256;

/** The image's file on the target, once it is complete and on disk. */
public record UploadedFile(long size, Sha256 sha256) {
  /** The last upload of a deployment, known once its file is complete and on disk. */
  public static DeployFact<UploadedFile> fact(DeployContext context) {
    return context.fact("upload", UploadedFile.class);
  }

  /** Ensures that the file has the contents that were sent. */
  public UploadedFile require(Sha256 sent, Object where) {
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
