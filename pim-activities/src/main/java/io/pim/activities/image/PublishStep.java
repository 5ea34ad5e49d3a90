package io.pim.activities.image;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.PackageList;
import io.pim.host.build.StepContext;
import io.pim.host.build.VerifiedFacts;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.plan.Plan;
import io.pim.model.plan.StepKind;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.ImageManifest;
import io.pim.tools.qemu.QemuInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.TreeMap;

/** Moves the verified image and its manifest to the folder of images. */
public final class PublishStep {
  private final PimFolders folders;
  private final QemuInstallation qemu;
  private final String pimVersion;
  private final String hostId;
  private final Clock clock;

  public PublishStep(
      PimFolders folders, QemuInstallation qemu, String pimVersion, String hostId, Clock clock) {
    this.folders = folders;
    this.qemu = qemu;
    this.pimVersion = pimVersion;
    this.hostId = hostId;
    this.clock = clock;
  }

  ImageEntry run(StepContext step) throws IOException, InterruptedException {
    OpenBuild build = step.build();
    String name = build.id().text();
    Path image = folders.image(name);
    Path draft = folders.imageDraft(name);
    // If the draft is missing, an earlier try has already moved it.
    if (Files.notExists(draft) && Files.notExists(image)) {
      throw gone(build);
    }
    FlattenedFacts facts =
        FlattenedFacts.read(build.folder().flattenedFacts()).orElseThrow(() -> gone(build));
    requireVerified(build, facts);
    ImageManifest manifest = manifest(build, facts, created(build, facts));
    manifest.write(folders.imageManifest(name));
    manifest.write(build.folder().manifest());
    if (Files.exists(draft)) {
      DurableFile.move(draft, image);
    }
    Json.write(folders.imageSeen(name), SeenImage.of(image, facts.sha256()));
    DurableFile.forceNames(image.getParent());
    step.say("image " + image);
    return entry(build, facts, manifest.created());
  }

  /** Requires that this disk was verified by the checks of this plan. */
  private static void requireVerified(OpenBuild build, FlattenedFacts facts) throws IOException {
    VerifiedFacts wanted =
        new VerifiedFacts(facts.layer(), build.plan().only(StepKind.VERIFY).inputs());
    if (!VerifiedFacts.read(build.folder().verifiedFacts()).equals(Optional.of(wanted))) {
      throw BuildFailure.of(
              FailureKind.LAYER_DAMAGED, "The image was not made from the verified disk.")
          .where(build.folder().verifiedFacts())
          .why("The finalized layer was lost, and made again, while the image was made.")
          .todo("Nothing: PIM flattens and verifies again.")
          .build();
    }
  }

  /** The creation time of the image: the first try's, however often it is published. */
  private Instant created(OpenBuild build, FlattenedFacts facts) {
    try {
      ImageManifest earlier = ImageManifest.read(folders.imageManifest(build.id().text()));
      if (earlier.sha256().equals(facts.sha256())) {
        return earlier.created();
      }
    } catch (IOException e) {
      // There was no earlier try, or not for this image.
    }
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static BuildFailure gone(OpenBuild build) {
    return BuildFailure.of(FailureKind.LAYER_DAMAGED, "The flattened image is missing.")
        .where(build.folder().flattenedFacts())
        .why("Somebody removed it, or the power failed before it had reached the disk.")
        .todo("Nothing: PIM flattens again.")
        .build();
  }

  private ImageEntry entry(OpenBuild build, FlattenedFacts facts, Instant created) {
    Plan plan = build.plan();
    String name = build.id().text();
    Path variables = folders.imageUefiVariables(name);
    return new ImageEntry(
        name,
        plan.profile(),
        plan.architecture(),
        folders.image(name),
        "qcow2",
        facts.size(),
        facts.sha256(),
        build.id(),
        created,
        plan.imageKey(),
        plan.machine().firmware(),
        folders.imageManifest(name),
        Files.exists(variables) ? Optional.of(variables) : Optional.empty(),
        Optional.of(hostId),
        Optional.of(facts.written()));
  }

  private ImageManifest manifest(OpenBuild build, FlattenedFacts facts, Instant created)
      throws IOException, InterruptedException {
    Plan plan = build.plan();
    TreeMap<String, String> tools = new TreeMap<>();
    tools.put("pim", pimVersion);
    tools.put("qemu", qemu.system(plan.architecture()).version());
    return new ImageManifest(
        ImageManifest.FORMAT,
        build.id(),
        plan.profile(),
        plan.machine(),
        Optional.of(plan.iso()),
        Optional.empty(),
        plan.imageKey(),
        plan.steps(),
        tools,
        PackageList.read(build.folder().packages()),
        facts.sha256(),
        facts.size(),
        Optional.of(facts.written()),
        created);
  }
}
