package io.pim.host.store;

import io.pim.host.claim.UnfinishedBuilds;
import io.pim.host.layer.LayerPlace;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.BuildId;
import io.pim.model.files.Listing;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.plan.Plan;
import io.pim.model.plan.StepKey;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Digest;
import io.pim.workflows.message.BuildRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out what unfinished builds and finished images of this host need. */
public final class NeedsReader {
  private final PimFolders folders;
  private final UnfinishedBuilds unfinished;
  private final DiskHeader header;

  public NeedsReader(PimFolders folders, DiskHeader header) {
    this.folders = folders;
    this.unfinished = new UnfinishedBuilds(folders);
    this.header = header;
  }

  /**
   * What is needed.
   *
   * @param alsoUnfinished builds that somebody else knows not to have ended
   * @param notes told of what cannot be known
   */
  StoreNeeds read(Set<BuildId> alsoUnfinished, List<String> notes)
      throws IOException, InterruptedException {
    Set<BuildId> builds = new HashSet<>(alsoUnfinished);
    builds.addAll(unfinished.list());
    Set<StepKey> keys = new HashSet<>();
    Set<Path> disks = new HashSet<>();
    Set<Digest> isos = new HashSet<>();
    for (BuildId build : builds) {
      BuildFolder folder = folders.build(build.text());
      Optional<Plan> plan = plan(build, folder, notes);
      plan.ifPresent(p -> p.layerSteps().forEach(step -> keys.add(step.requiredKey())));
      plan.ifPresent(p -> isos.add(p.iso().digest()));
      addChains(folder.work(), disks);
    }
    return new StoreNeeds(builds, keys, disks, isos, withImage());
  }

  /** A build that another host runs, or that only has a slot yet, has no folder here. */
  private static Optional<Plan> plan(BuildId build, BuildFolder folder, List<String> notes) {
    if (Files.notExists(folder.request())) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.read(folder.request(), BuildRequest.class).plan());
    } catch (IOException e) {
      notes.add(
          "the plan of "
              + build
              + " cannot be read: of layers that others made, only those its disk stands on stay");
      return Optional.empty();
    }
  }

  private void addChains(Path work, Set<Path> disks) throws IOException, InterruptedException {
    for (Path disk : Listing.of(work)) {
      if (disk.toString().endsWith(".qcow2")) {
        Optional<Path> next = parent(disk);
        while (next.isPresent() && disks.add(next.get())) {
          next = parent(next.get());
        }
      }
    }
  }

  /** The layer a disk stands on; a disk that cannot be read stands on none that helps it. */
  private Optional<Path> parent(Path disk) throws InterruptedException {
    return Files.isRegularFile(disk)
        ? header
            .standsOn(disk)
            .flatMap(name -> LayerPlace.at(folders.layers(), name))
            .map(LayerPlace::disk)
        : Optional.empty();
  }

  /** With several hosts an image may be registered elsewhere: one that is there counts as well. */
  private Set<BuildId> withImage() throws IOException {
    Set<BuildId> builds = new HashSet<>();
    new Registry(folders).list().forEach(image -> builds.add(image.buildId()));
    for (Path file : Listing.of(folders.images())) {
      String name = file.getFileName().toString();
      if (name.endsWith(".qcow2")) {
        BuildId.tryParse(name.substring(0, name.length() - ".qcow2".length()))
            .ifPresent(builds::add);
      }
    }
    return builds;
  }
}
