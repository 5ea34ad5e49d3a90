package io.pim.host.deploy.directory;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks whether a folder can take deployments. */
final class DirectoryCheck {
  private final String target;
  private final Path folder;
  private final List<TargetFinding> findings = new ArrayList<>();

  DirectoryCheck(String target, Path folder) {
    this.target = target;
    this.folder = folder;
  }

  List<TargetFinding> run(Optional<DeployedImage> image, Optional<DirectoryLayout> line)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      findings.add(
          TargetFinding.bad(
              "folder",
              folder + " is not there, or is no folder",
              FailureKind.TARGET_REFUSED,
              "Make it (mkdir -p), or mount what it is on."));
      return findings;
    }
    findings.add(TargetFinding.good("folder", folder.toString()));
    checkRights(folder);
    if (line.isPresent()) {
      checkLine(line.get(), image.orElseThrow());
    }
    checkSpace(image);
    return findings;
  }

  private void checkRights(Path path) {
    boolean writable = Files.isWritable(path) && Files.isExecutable(path);
    findings.add(
        writable
            ? TargetFinding.good("right to write", path.toString())
            : TargetFinding.bad(
                "right to write",
                path + " is not writable for this user",
                FailureKind.TARGET_REFUSED,
                "Give this user the right to write there."));
  }

  private void checkLine(DirectoryLayout layout, DeployedImage image) throws IOException {
    if (!Files.exists(layout.line(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(layout.line(), LinkOption.NOFOLLOW_LINKS)) {
      findings.add(
          TargetFinding.bad(
              "name",
              layout.line() + " is there, and is no folder",
              FailureKind.TARGET_REFUSED,
              "Move it, or give the target another name: for its images."));
      return;
    }
    checkRights(layout.line());
    DeploymentId any =
        DeploymentId.startedAt(image.profile(), image.architecture(), target, Instant.EPOCH);
    findings.add(
        new CurrentLink(layout)
            .obstacle(any)
            .map(
                obstacle ->
                    TargetFinding.bad(
                        "name",
                        layout.current() + ": " + obstacle,
                        FailureKind.TARGET_REFUSED,
                        "Move it, or give the target another name: for its images."))
            .orElseGet(() -> TargetFinding.good("name", layout.line().toString())));
  }

  private void checkSpace(Optional<DeployedImage> image) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    String found = rounded(free) + " free";
    boolean fits = image.isEmpty() || image.get().size() <= free;
    findings.add(
        fits
            ? TargetFinding.good("free space", found)
            : TargetFinding.bad(
                "free space",
                found + ", and the image has " + rounded(image.get().size()),
                FailureKind.TARGET_FULL,
                "Make room there, or keep fewer deployments (keep:)."));
  }

  private static String rounded(long bytes) {
    return bytes > 0 ? new ByteSize(bytes).rounded() : "0B";
  }
}
