package io.pim.activities.image;

import io.pim.activities.build.OpenBuild;
import io.pim.activities.build.PackageList;
import io.pim.activities.build.StepContext;
import io.pim.activities.qemu.QemuInstallation;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.plan.Plan;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.ImageManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.TreeMap;

/** Moves the verified image to its place among the images, with its manifest. */
public final class PublishStep {
  private final PimFolders folders;
  private final QemuInstallation qemu;
  private final String pimVersion;
  private final Clock clock;

  public PublishStep(PimFolders folders, QemuInstallation qemu, String pimVersion, Clock clock) {
    this.folders = folders;
    this.qemu = qemu;
    this.pimVersion = pimVersion;
    this.clock = clock;
  }

  ImageEntry run(StepContext step) throws IOException, InterruptedException {
    OpenBuild build = step.build();
    String name = build.id().text();
    FlattenedFacts facts = Json.read(build.folder().flattenedFacts(), FlattenedFacts.class);
    Instant created = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    manifest(build, facts, created).write(folders.imageManifest(name));
    Files.copy(
        folders.imageManifest(name),
        build.folder().manifest(),
        StandardCopyOption.REPLACE_EXISTING);
    Path image = folders.image(name);
    Path draft = folders.imageDraft(name);
    // Where the draft is gone an earlier try has moved it already.
    if (Files.exists(draft)) {
      Files.move(draft, image, StandardCopyOption.ATOMIC_MOVE);
    }
    Json.write(folders.imageSeen(name), SeenImage.of(image, facts.sha256()));
    step.say("image " + image);
    return entry(build, facts, created);
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
        Files.exists(variables) ? Optional.of(variables) : Optional.empty());
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
        plan.iso(),
        plan.imageKey(),
        plan.steps(),
        tools,
        PackageList.read(build.folder().packages()),
        facts.sha256(),
        facts.size(),
        created);
  }
}
