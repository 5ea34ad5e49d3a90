package io.pim.host.deploy.folder;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.DeployFact;
import io.pim.host.deploy.file.UploadedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Transfers the image into a file in the deployment's own folder on the target. */
public final class FolderUpload {
  private FolderUpload() {}

  /**
   * Transfers the image, or finds it on the target. The facts are written once the file is complete
   * and on disk, so a file without facts may be neither.
   */
  public static UploadedFile ensure(TargetFolder folder, DeployContext context, Path file)
      throws IOException, InterruptedException {
    DeployFact<UploadedFile> fact = UploadedFile.fact(context);
    Optional<UploadedFile> known = known(folder, fact, file);
    if (known.isPresent() && folder.look(context, file).equals(known.get())) {
      return known.get();
    }
    fact.forget();
    folder.makeFolders(file.getParent());
    UploadedFile uploaded = folder.bring(context, file);
    fact.write(uploaded);
    return uploaded;
  }

  /** The facts of an earlier upload, if its file may still be there. */
  private static Optional<UploadedFile> known(
      TargetFolder folder, DeployFact<UploadedFile> fact, Path file)
      throws IOException, InterruptedException {
    Optional<UploadedFile> known = fact.read();
    boolean there =
        known.isPresent()
            && folder.kind(file) == FileKind.FILE
            && folder.size(file) == known.get().size();
    return there ? known : Optional.empty();
  }
}
