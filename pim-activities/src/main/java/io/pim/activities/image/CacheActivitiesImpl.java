package io.pim.activities.image;

import io.pim.activities.step.Heartbeat;
import io.pim.activities.step.StepRunner;
import io.pim.host.build.OpenBuild;
import io.pim.host.layer.PlanLayers;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.ImageManifest;
import io.pim.model.registry.Registry;
import io.pim.workflows.activity.CacheActivities;
import io.pim.workflows.activity.WhatIsThere;
import io.pim.workflows.message.BuildResult;
import java.io.IOException;
import java.util.Optional;

/** Finds the plan's image and layers on this host. */
public final class CacheActivitiesImpl implements CacheActivities {
  private final StepRunner runner;
  private final PimFolders folders;
  private final Registry registry;
  private final PlanLayers layers;
  private final String hostId;

  public CacheActivitiesImpl(
      StepRunner runner, PimFolders folders, Registry registry, PlanLayers layers, String hostId) {
    this.runner = runner;
    this.folders = folders;
    this.registry = registry;
    this.layers = layers;
    this.hostId = hostId;
  }

  @Override
  public WhatIsThere look(BuildId buildId) {
    return runner.run(
        buildId,
        "cache",
        (build, heartbeat) -> {
          Optional<BuildResult> image = image(build, heartbeat);
          return image.isPresent()
              ? WhatIsThere.image(image.get())
              : WhatIsThere.noImage(newestLayer(build));
        });
  }

  private Optional<BuildResult> image(OpenBuild build, Heartbeat heartbeat)
      throws IOException, InterruptedException {
    Optional<ImageEntry> found = registered(build);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ImageEntry image = found.get();
    heartbeat.line("checking " + image.path());
    if (!SeenImage.matches(
        image.path(),
        folders.imageSeen(image.name()),
        image.sha256(),
        done -> heartbeat.fraction((double) done / image.size(), "taking the digest"))) {
      build.log().add("cache", "image " + image.path() + " is missing or damaged");
      return Optional.empty();
    }
    build.log().add("cache", "nothing to do: image " + image.name() + " exists");
    return Optional.of(
        new BuildResult(
            image.name(),
            hostId,
            image.path().toString(),
            image.size(),
            image.sha256(),
            !image.buildId().equals(build.id())));
  }

  /** The newest image of the plan that counts for the build. */
  private Optional<ImageEntry> registered(OpenBuild build) throws IOException {
    return registry.list().stream()
        .filter(image -> image.imageKey().equals(build.plan().imageKey()))
        .filter(image -> counts(build, image))
        .filter(image -> isPims(build, image))
        .findFirst();
  }

  /**
   * Whether the image is PIM's own, in its place and with its manifest; other programs can write to
   * the registry.
   */
  private boolean isPims(OpenBuild build, ImageEntry image) {
    boolean sound = image.liesIn(folders) && manifestFits(image);
    if (!sound) {
      build
          .log()
          .add("cache", "image " + image.path() + " is not PIM's own, whatever the registry says");
    }
    return sound;
  }

  private static boolean manifestFits(ImageEntry image) {
    try {
      ImageManifest manifest = ImageManifest.read(image.manifest());
      return manifest.imageKey().equals(image.imageKey())
          && manifest.sha256().equals(image.sha256());
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether the image counts for the build: a build that redoes steps ignores other builds' images.
   */
  private static boolean counts(OpenBuild build, ImageEntry image) {
    return build.request().layerRule().anyImage() || image.buildId().equals(build.id());
  }

  private Optional<String> newestLayer(OpenBuild build) throws IOException, InterruptedException {
    Optional<PlanLayers.Found> newest = layers.newest(build);
    newest.ifPresent(
        found ->
            build
                .log()
                .add(
                    "cache",
                    "continues from " + found.step().name() + ": " + found.layer().disk()));
    return newest.map(found -> found.step().name());
  }
}
