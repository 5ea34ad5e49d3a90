package io.pim.host.deploy.folder;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks that a folder can take deployments. */
public final class FolderCheck {
  private final String target;
  private final TargetFolder folder;
  private final List<TargetFinding> findings = new ArrayList<>();

  public FolderCheck(String target, TargetFolder folder) {
    this.target = target;
    this.folder = folder;
  }

  /**
   * Checks the folder, and the names of a line in it.
   *
   * @param line of the image; empty for a check of the target alone
   */
  public List<TargetFinding> run(
      Optional<DeployedImage> image, Optional<? extends FolderLayout> line)
      throws IOException, InterruptedException {
    if (!folder.isThere()) {
      findings.add(
          TargetFinding.bad(
              "folder",
              folder.shown() + " does not exist, or is not a folder",
              FailureKind.TARGET_REFUSED,
              "Create it (mkdir -p), or mount its file system."));
      return findings;
    }
    findings.add(TargetFinding.good("folder", folder.shown()));
    checkRights(folder.path());
    if (line.isPresent()) {
      checkLine(line.get(), image.orElseThrow());
    }
    findings.add(
        folder
            .free()
            .map(free -> TargetFinding.space(free, image))
            .orElseGet(() -> TargetFinding.good("free space", "not known")));
    return findings;
  }

  private void checkRights(Path path) throws IOException, InterruptedException {
    findings.add(
        folder.isWritable(path)
            ? TargetFinding.good("right to write", path.toString())
            : TargetFinding.bad(
                "right to write",
                path + " is not writable for this user",
                FailureKind.TARGET_REFUSED,
                "Give this user the right to write there."));
  }

  private void checkLine(FolderLayout layout, DeployedImage image)
      throws IOException, InterruptedException {
    FileKind kind = folder.kind(layout.folder());
    if (kind == FileKind.NONE) {
      return;
    }
    if (kind != FileKind.FOLDER) {
      findings.add(
          TargetFinding.bad(
              "name",
              layout.folder() + " exists, and is not a folder",
              FailureKind.TARGET_REFUSED,
              "Move it, or give the target another name: for its images."));
      return;
    }
    if (!layout.folder().equals(folder.path())) {
      checkRights(layout.folder());
    }
    DeploymentId any =
        DeploymentId.startedAt(image.profile(), image.architecture(), target, Instant.EPOCH);
    findings.add(
        new CurrentLink(folder, layout)
            .obstacle(any)
            .map(
                obstacle ->
                    TargetFinding.bad(
                        "name",
                        layout.current() + ": " + obstacle,
                        FailureKind.TARGET_REFUSED,
                        "Move it, or give the target another name: for its images."))
            .orElseGet(() -> TargetFinding.good("name", layout.current().toString())));
  }
}
