package io.pim.host.deploy.folder;

import io.pim.host.deploy.DeployContext;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The image's file on the target, once it is whole and on disk. */
public record UploadedFile(long size, Sha256 sha256) {
  /** The name of these facts in the deployment's folder on this host. */
  public static final String FACTS = "upload";

  /**
   * Transfers the image into a file in the deployment's own folder, or finds it there. The facts
   * are written once the file is complete and on disk, so a file without facts may be neither.
   */
  public static UploadedFile ensure(TargetFolder folder, DeployContext context, Path file)
      throws IOException, InterruptedException {
    Path facts = context.folder().facts(FACTS);
    Optional<UploadedFile> known = known(folder, facts, file);
    if (known.isPresent() && folder.look(context, file).equals(known.get())) {
      return known.get();
    }
    Files.deleteIfExists(facts);
    folder.makeFolders(file.getParent());
    UploadedFile uploaded = folder.bring(context, file);
    Json.write(facts, uploaded);
    return uploaded;
  }

  /** The facts of an earlier upload, if its file may still be there. */
  private static Optional<UploadedFile> known(TargetFolder folder, Path facts, Path file)
      throws IOException, InterruptedException {
    if (!Files.isRegularFile(facts) || folder.kind(file) != FileKind.FILE) {
      return Optional.empty();
    }
    UploadedFile known = Json.read(facts, UploadedFile.class);
    return known.size() == folder.size(file) ? Optional.of(known) : Optional.empty();
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
