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

/**
 * What unfinished builds and finished images of this host need.
 *
 * @param unfinished builds that run, wait or are held; they need everything they made
 * @param keys the step keys of their plans; they may start from any layer with one of these
 * @param disks the layers below their working disks
 * @param isos the digests of the ISOs they install from
 * @param withImage builds whose image exists or is registered
 */
public record StoreNeeds(
    Set<BuildId> unfinished,
    Set<StepKey> keys,
    Set<Path> disks,
    Set<Digest> isos,
    Set<BuildId> withImage) {
  public StoreNeeds {
    unfinished = Set.copyOf(unfinished);
    keys = Set.copyOf(keys);
    disks = Set.copyOf(disks);
    isos = Set.copyOf(isos);
    withImage = Set.copyOf(withImage);
  }

  /**
   * Finds out what is needed now.
   *
   * @param header reads the headers of working disks
   * @param alsoUnfinished builds that another source knows to be unfinished
   * @param notes receives what could not be found out
   */
  static StoreNeeds read(
      PimFolders folders, DiskHeader header, Set<BuildId> alsoUnfinished, List<String> notes)
      throws IOException, InterruptedException {
    Set<BuildId> builds = new HashSet<>(alsoUnfinished);
    builds.addAll(new UnfinishedBuilds(folders).list());
    Set<StepKey> keys = new HashSet<>();
    Set<Path> disks = new HashSet<>();
    Set<Digest> isos = new HashSet<>();
    for (BuildId build : builds) {
      BuildFolder folder = folders.build(build.text());
      Optional<Plan> plan = plan(build, folder, notes);
      plan.ifPresent(p -> p.layerSteps().forEach(step -> keys.add(step.requiredKey())));
      plan.ifPresent(p -> isos.add(p.iso().digest()));
      addChains(folder.work(), disks, folders, header);
    }
    return new StoreNeeds(builds, keys, disks, isos, withImage(folders));
  }

  boolean needs(LayerPlace layer) {
    return unfinished.contains(layer.build())
        || keys.contains(layer.key())
        || disks.contains(layer.disk());
  }

  /**
   * The plan, if the build has a folder here: not when another host runs it, or it only has a slot.
   */
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
              + " cannot be read: of layers made by other builds, only those below its disk stay");
      return Optional.empty();
    }
  }

  private static void addChains(Path work, Set<Path> disks, PimFolders folders, DiskHeader header)
      throws IOException, InterruptedException {
    for (Path disk : Listing.of(work)) {
      if (disk.toString().endsWith(".qcow2")) {
        Optional<Path> next = parent(disk, folders, header);
        while (next.isPresent() && disks.add(next.get())) {
          next = parent(next.get(), folders, header);
        }
      }
    }
  }

  /** The layer below a disk; empty for an unreadable disk, which no layer would help. */
  private static Optional<Path> parent(Path disk, PimFolders folders, DiskHeader header)
      throws InterruptedException {
    return Files.isRegularFile(disk)
        ? header
            .standsOn(disk)
            .flatMap(name -> LayerPlace.at(folders.layers(), name))
            .map(LayerPlace::disk)
        : Optional.empty();
  }

  /**
   * Counts image files as well, because with several hosts another one may have registered them.
   */
  private static Set<BuildId> withImage(PimFolders folders) throws IOException {
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
