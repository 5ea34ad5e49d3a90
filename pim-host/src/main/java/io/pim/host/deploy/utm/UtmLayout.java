package io.pim.host.deploy.utm;

import io.pim.host.deploy.folder.DescriptionFile;
import io.pim.host.deploy.folder.FileKind;
import io.pim.host.deploy.folder.FolderLayout;
import io.pim.host.deploy.folder.TargetFolder;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.UtmTarget;
import io.pim.tools.utm.UtmMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The names of one profile and architecture in a folder of machines. Each machine has a name with
 * its deployment's time, which no later deployment changes: UTM may run it, and would rename it
 * back. The link has the name without the time.
 *
 * @param target the folder, on this host
 * @param line any deployment of the line
 * @param name of the images of that line
 */
record UtmLayout(TargetFolder target, Path folder, DeploymentId line, String name)
    implements FolderLayout {
  static final String ENDING = ".utm";

  /** FAT keeps times in steps of two seconds. */
  private static final Duration COARSE = Duration.ofSeconds(2);

  static UtmLayout of(TargetFolder target, UtmTarget settings, DeploymentId line)
      throws IOException, InterruptedException {
    return new UtmLayout(
        target,
        target.path(),
        line,
        settings.common().name().of(line.profile(), line.architecture()));
  }

  /** The name of a deployment's machine. */
  String machine(DeploymentId id) {
    return name + "-" + id.timeText();
  }

  @Override
  public Path current() {
    return folder.resolve(name + ENDING);
  }

  @Override
  public Path whole(DeploymentId id) {
    return folder.resolve(machine(id) + ENDING);
  }

  static Path disk(Path bundle) {
    return bundle.resolve(UtmMachine.DATA).resolve(UtmMachine.DISK_FILE);
  }

  /**
   * Requires both the name and the description: a copy that somebody made in UTM has the
   * description, and somebody's own machine may have such a name.
   */
  @Override
  public Optional<DeploymentId> idOf(Path whole) throws IOException, InterruptedException {
    Optional<DeploymentId> named = named(whole.getFileName().toString());
    boolean isOthers =
        named.isPresent()
            && target.kind(whole) != FileKind.NONE
            && !isDescribed(whole, named.get());
    return isOthers ? Optional.empty() : named;
  }

  private Optional<DeploymentId> named(String file) {
    String begin = name + "-";
    if (!file.startsWith(begin) || !file.endsWith(ENDING)) {
      return Optional.empty();
    }
    String time = file.substring(begin.length(), file.length() - ENDING.length());
    String ofLine = line.text().substring(0, line.text().length() - line.timeText().length());
    return DeploymentId.tryParse(ofLine + time).filter(id -> id.timeText().equals(time));
  }

  /** Whether a bundle is the machine of a deployment. */
  boolean isDescribed(Path bundle, DeploymentId id) throws IOException, InterruptedException {
    return DescriptionFile.read(target, bundle)
        .filter(its -> its.deployment().equals(id))
        .isPresent();
  }

  /** Sets the time of a new machine's disk, which shows {@link #isUsed} that nobody wrote to it. */
  static void markUnused(Path bundle, DeploymentId id) throws IOException {
    Files.setLastModifiedTime(disk(bundle), FileTime.from(unusedSince(id)));
  }

  /** Whether the machine was started: it has then written to its disk, which is somebody's work. */
  @Override
  public boolean isUsed(DeploymentId id) throws IOException, InterruptedException {
    if (!isDescribed(whole(id), id)) {
      return false;
    }
    Path disk = disk(whole(id));
    if (!Files.exists(disk)) {
      return true;
    }
    Instant written = Files.getLastModifiedTime(disk).toInstant();
    return Duration.between(unusedSince(id), written).abs().compareTo(COARSE) > 0;
  }

  private static Instant unusedSince(DeploymentId id) {
    return id.time().orElse(Instant.EPOCH);
  }
}
