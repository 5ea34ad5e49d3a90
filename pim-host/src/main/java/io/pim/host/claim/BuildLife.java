package io.pim.host.claim;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.OpenBuilds;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.host.machine.PhaseMachine;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.BuildId;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import io.pim.model.json.Json;
import io.pim.model.registry.Registry;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.RequestRef;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The beginning and the end of a build on this host. Every method may be called again. */
public final class BuildLife {
  private final PimFolders folders;
  private final OpenBuilds builds;
  private final BuildMachines machines;
  private final VmSlots slots;

  public BuildLife(PimFolders folders, OpenBuilds builds, BuildMachines machines, VmSlots slots) {
    this.folders = folders;
    this.builds = builds;
    this.machines = machines;
    this.slots = slots;
  }

  /**
   * Begins a try of a build. It first records the build's service, because clean-up asks that
   * service whether the build has ended. From then on the build's layers count as needed.
   *
   * <p>A try begins without a machine. An existing machine is from an earlier try whose end this
   * host did not learn; a script may have failed on its disk or run in part. The record that its
   * disk is intact is removed as well, because this try may make the disk again.
   */
  public void open(BuildRequest request) throws IOException, InterruptedException {
    BuildFolder folder = folders.build(request.buildId().text());
    PrivateFolders.create(folder.root());
    PrivateFolders.create(folders.images());
    Json.write(folder.service(), slots.service());
    OpenBuild build = new ExclusiveFile(folders.layersLock()).holding(() -> builds.save(request));
    // A shell on the held build's disk ends as well, because the next boot removes that disk.
    stopMachines(request.buildId());
    build.log().add("open", "plan " + request.plan().imageKey());
  }

  /** As above, with the request that this host has already, if it is the same one. */
  public boolean reopen(RequestRef wanted) throws IOException, InterruptedException {
    Optional<BuildRequest> there =
        builds.saved(wanted.buildId()).filter(request -> RequestRef.to(request).equals(wanted));
    if (there.isPresent()) {
      open(there.get());
    }
    return there.isPresent();
  }

  /** Does not read the plan, because the machines of an unreadable plan must be ended as well. */
  public void stopMachines(BuildId id) throws IOException, InterruptedException {
    BuildFolder folder = folders.build(id.text());
    for (Phase phase : Phase.values()) {
      PhaseMachine machine = phase.of(id.text(), folder);
      machines.end(machine);
      Files.deleteIfExists(machine.facts());
      Files.deleteIfExists(machine.endedFacts());
      Files.deleteIfExists(machine.serverFacts());
    }
  }

  public void release(BuildId id) throws IOException, InterruptedException {
    stopMachines(id);
    slots.release(id);
  }

  /** Cleans up in the reverse order of set-up: machines, disks, keys, facts, and the slot last. */
  public void cleanUp(BuildId id) throws IOException, InterruptedException {
    stopMachines(id);
    BuildFolder folder = folders.build(id.text());
    PrivateFolders.delete(folder.work());
    Files.deleteIfExists(folders.imageDraft(id.text()));
    deleteDrafts(id);
    for (Path file : temporary(id, folder)) {
      Files.deleteIfExists(file);
    }
    // Last, because a worker that finds the rest needs it to identify the service.
    Files.deleteIfExists(folder.service());
    if (Files.notExists(folders.image(id.text()))) {
      Files.deleteIfExists(folders.imageUefiVariables(id.text()));
      Files.deleteIfExists(folders.imageManifest(id.text()));
      Files.deleteIfExists(folders.imageSeen(id.text()));
    }
    slots.release(id);
  }

  /**
   * Returns the slot of a build that never came here, although its claim was granted; unless it has
   * claimed a slot since.
   *
   * @param seen its claim, from before it was found to be nowhere
   */
  public boolean unclaim(BuildId id, Optional<Claim> seen)
      throws IOException, InterruptedException {
    return slots.endUnlessClaimedSince(id, seen, () -> slots.release(id));
  }

  /**
   * Cleans up after a build whose end was not reported to this host; unless it has claimed a slot
   * since.
   *
   * @param seen its claim, from before it was found to have ended, or to be elsewhere
   */
  public boolean cleanUpUnlessClaimedSince(BuildId id, Optional<Claim> seen)
      throws IOException, InterruptedException {
    return slots.endUnlessClaimedSince(
        id,
        seen,
        () -> {
          removeUnregisteredImage(id);
          cleanUp(id);
        });
  }

  /**
   * Removes the image that this host has made and was lost before it could register: the build has
   * made another one elsewhere, or none. No command would list or remove it, and a pull of the
   * build's image would find the name taken.
   */
  private void removeUnregisteredImage(BuildId id) throws IOException {
    Path image = folders.image(id.text());
    boolean isMadeHere = Files.exists(folders.build(id.text()).manifest());
    if (isMadeHere && Files.exists(image) && !isRegistered(id, image)) {
      Files.delete(image);
    }
  }

  private boolean isRegistered(BuildId id, Path image) {
    try {
      return new Registry(folders)
          .list().stream()
              .anyMatch(entry -> entry.buildId().equals(id) || entry.path().equals(image));
    } catch (IOException e) {
      // Unreadable, so it may be.
      return true;
    }
  }

  /**
   * Stops the machine of a held build whose release was not reported to this host, and returns its
   * slot; unless it has claimed a slot since, which means that it was retried.
   *
   * @param seen its claim, from before it was found to be held
   */
  public boolean releaseUnlessClaimedSince(BuildId id, Optional<Claim> seen)
      throws IOException, InterruptedException {
    return slots.endUnlessClaimedSince(id, seen, () -> release(id));
  }

  /** The build's claim on a slot of this host, if it has one. */
  public Optional<Claim> claim(BuildId id) throws IOException {
    return slots.claim(id);
  }

  /** The service of an unfinished build; empty when an older PIM did not store it. */
  public Optional<BuildService> service(BuildId id) {
    try {
      return Optional.of(Json.read(folders.build(id.text()).service(), BuildService.class));
    } catch (IOException e) {
      // There is no such file: the build has a claim at most.
      return claimedFor(id);
    }
  }

  private Optional<BuildService> claimedFor(BuildId id) {
    try {
      return slots.claim(id).flatMap(Claim::service);
    } catch (IOException e) {
      // Unreadable, so its service is unknown and the build is left alone.
      return Optional.empty();
    }
  }

  /** The builds that have something on this host which only clean-up removes. */
  public Set<BuildId> unfinished() throws IOException {
    return new UnfinishedBuilds(folders).list();
  }

  /** Removes unfinished drafts of manifests and the like, left by a kill. */
  private void deleteDrafts(BuildId id) throws IOException {
    if (Files.notExists(folders.images())) {
      return;
    }
    try (DirectoryStream<Path> drafts =
        Files.newDirectoryStream(folders.images(), ".*" + id + ".*.tmp")) {
      for (Path draft : drafts) {
        Files.deleteIfExists(draft);
      }
    }
  }

  /** All files except those worth reading later; includes unfinished drafts of keys and facts. */
  private static List<Path> temporary(BuildId id, BuildFolder folder) throws IOException {
    if (Files.notExists(folder.root())) {
      return List.of();
    }
    Set<Path> kept =
        new HashSet<>(
            List.of(
                folder.request(),
                folder.service(),
                folder.turn(),
                folder.verifyTurn(),
                folder.shellLock(),
                folder.log(),
                folder.manifest()));
    for (Phase phase : Phase.values()) {
      PhaseMachine machine = phase.of(id.text(), folder);
      kept.add(machine.console());
      kept.add(machine.log());
    }
    try (Stream<Path> files = Files.list(folder.root())) {
      return files.filter(file -> !kept.contains(file)).toList();
    }
  }
}
