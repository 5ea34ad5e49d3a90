package io.pim.host.image;

import io.pim.host.build.BuildLog;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.OpenBuilds;
import io.pim.host.machine.Phase;
import io.pim.host.trial.Candidate;
import io.pim.host.trial.TrialRules;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import io.pim.model.plan.MachineSpec;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.ImageManifest;
import io.pim.model.secret.Redactor;
import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Prepares registered images for booting, one verification of each at a time. */
public final class CandidateImages {
  private static final int CPUS = 2;
  private static final ByteSize MEMORY = ByteSize.parse("2G");
  private static final ByteSize DISK = ByteSize.parse("20G");

  private final PimFolders folders;
  private final OpenBuilds builds;
  private final Clock clock;

  public CandidateImages(PimFolders folders, OpenBuilds builds, Clock clock) {
    this.folders = folders;
    this.builds = builds;
    this.clock = clock;
  }

  /** An image for verification; no other process verifies it until this is closed. */
  record Held(Candidate candidate, ExclusiveFile.Hold hold) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      PrivateFolders.delete(candidate.machine().folder().work());
      Files.deleteIfExists(candidate.machine().facts());
      hold.close();
    }
  }

  /**
   * Takes an image for verification. If this host still knows the build that made it, that build's
   * rules apply, and the profile's verification script runs as well.
   *
   * @param rules the rules for any other image
   */
  Held hold(ImageEntry image, TrialRules rules, Progress progress) throws IOException {
    BuildFolder folder = folders.verification(image.name());
    PrivateFolders.create(folder.root());
    ExclusiveFile.Hold hold =
        new ExclusiveFile(folder.turn()).tryHold().orElseThrow(() -> underWay(image));
    boolean held = false;
    try {
      Files.deleteIfExists(folder.log());
      Held result = new Held(candidate(image, folder, rules, progress), hold);
      held = true;
      return result;
    } finally {
      if (!held) {
        hold.close();
      }
    }
  }

  private Candidate candidate(
      ImageEntry image, BuildFolder folder, TrialRules rules, Progress progress) {
    Optional<OpenBuild> build = build(image);
    Optional<ImageManifest> manifest = manifest(image);
    return new Candidate(
        Phase.VERIFY.of(image.name(), folder),
        machine(image, manifest),
        image.path(),
        Candidate.Kind.IMAGE,
        image.uefiVariables().filter(Files::exists),
        manifest.flatMap(ImageManifest::iso),
        image.imageKey(),
        build.map(CandidateImages::rules).orElse(rules),
        new BuildLog(
            folder.log(),
            build
                .map(known -> OpenBuilds.redactor(known.contents()))
                .orElseGet(() -> new Redactor(List.of())),
            clock),
        line -> progress.at(-1, line));
  }

  private Optional<OpenBuild> build(ImageEntry image) {
    try {
      return builds.has(image.buildId())
          ? Optional.of(builds.open(image.buildId()))
          : Optional.empty();
    } catch (IOException | BuildFailure e) {
      // Its plan cannot be opened here any more, so the image is verified without it.
      return Optional.empty();
    }
  }

  private static TrialRules rules(OpenBuild build) {
    return new TrialRules(
        build.plan().access().timeout(),
        build.plan().access().pollInterval(),
        build.plan().limits(),
        build.contents().verification());
  }

  private static Optional<ImageManifest> manifest(ImageEntry image) {
    try {
      return Optional.of(ImageManifest.read(image.manifest()));
    } catch (IOException e) {
      // Without a readable manifest, the image boots on a default machine.
      return Optional.empty();
    }
  }

  private static MachineSpec machine(ImageEntry image, Optional<ImageManifest> manifest) {
    Optional<MachineSpec> made = manifest.map(ImageManifest::machine);
    return new MachineSpec(
        image.architecture(),
        image.firmware(),
        made.map(MachineSpec::diskSize).orElse(DISK),
        made.map(MachineSpec::memory).orElse(MEMORY),
        made.map(MachineSpec::cpus).orElse(CPUS));
  }

  private static BuildFailure underWay(ImageEntry image) {
    return BuildFailure.of(
            FailureKind.HOST_SETUP, "Image " + image.name() + " is already being verified.")
        .where(image.path())
        .why("An image has only one machine for verification.")
        .todo("Wait for that verification, or end it.")
        .build();
  }
}
