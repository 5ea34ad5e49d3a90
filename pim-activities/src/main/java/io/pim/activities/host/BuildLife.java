package io.pim.activities.host;

import io.pim.activities.build.OpenBuild;
import io.pim.activities.build.OpenBuilds;
import io.pim.activities.build.PrivateFolders;
import io.pim.activities.machine.BuildMachines;
import io.pim.activities.machine.Phase;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.workflows.build.BuildRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The beginning and the ends of a build on this host; each may be asked for again. */
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

  void open(BuildRequest request) throws IOException {
    OpenBuild build = builds.save(request);
    build.log().add("open", "plan " + request.plan().imageKey());
  }

  void stopMachines(BuildId id) throws IOException, InterruptedException {
    if (!builds.has(id)) {
      return;
    }
    OpenBuild build = builds.open(id);
    for (Phase phase : Phase.values()) {
      machines.end(build, phase);
      Files.deleteIfExists(build.folder().vmFacts(phase.word()));
      Files.deleteIfExists(build.folder().serverFacts(phase.word()));
    }
  }

  void release(BuildId id) throws IOException, InterruptedException {
    stopMachines(id);
    slots.release(id);
  }

  /** In the reverse order of set-up: machines, disks, keys, facts, and the slot last. */
  public void cleanUp(BuildId id) throws IOException, InterruptedException {
    stopMachines(id);
    BuildFolder folder = folders.build(id.text());
    PrivateFolders.delete(folder.work());
    Files.deleteIfExists(folders.imageDraft(id.text()));
    for (Path file : temporary(folder)) {
      Files.deleteIfExists(file);
    }
    if (Files.notExists(folders.image(id.text()))) {
      Files.deleteIfExists(folders.imageUefiVariables(id.text()));
    }
    slots.release(id);
  }

  private static List<Path> temporary(BuildFolder folder) {
    return List.of(
        folder.sshKey(),
        folder.layerKey(),
        folder.instanceKey(),
        folder.hostKey(Phase.GUEST.word()),
        folder.hostKey(Phase.VERIFY.word()),
        folder.servedFacts(),
        folder.flattenedFacts(),
        folder.packages());
  }
}
