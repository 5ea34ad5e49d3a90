package io.pim.activities.host;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.claim.BuildLife;
import io.pim.host.claim.VmSlots;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.PimFolders;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.TestQemu;
import io.pim.tools.qemu.VirtualMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A build on a host with one slot. */
@Tag("qemu")
@Timeout(180)
abstract class BuildLifeFixture {
  static final String NAME = TestBuilds.ID.text();

  @TempDir Path folder;
  TestBuilds builds;
  PimFolders folders;
  TestQemu qemu;
  BuildMachines machines;
  VmSlots slots;
  BuildLife life;

  @BeforeEach
  void make() {
    qemu = new TestQemu(folder);
    builds = new TestBuilds(folder);
    folders = builds.folders();
    machines = new BuildMachines(qemu.machines(folders));
    slots = new VmSlots(folders, 1, TestBuilds.SERVICE);
    life = new BuildLife(folders, builds.builds(), machines, slots);
  }

  /** All files of a build at its busiest. */
  List<Path> kept(BuildFolder build) {
    List<Path> kept =
        new ArrayList<>(
            List.of(
                build.request(),
                build.log(),
                build.manifest(),
                build.turn(),
                build.verifyTurn(),
                build.shellLock()));
    for (Phase phase : Phase.values()) {
      kept.add(phase.of(NAME, build).console());
      kept.add(phase.of(NAME, build).log());
    }
    return kept;
  }

  List<Path> temporary(OpenBuild open) {
    BuildFolder build = open.folder();
    List<Path> all =
        new ArrayList<>(
            List.of(
                build.sshKey(),
                build.layerKey(),
                build.instanceKey(),
                build.packages(),
                build.servedFacts(),
                build.flattenedFacts(),
                build.verifyDisk(),
                // Drafts that a kill left half-written; the first may contain a private key.
                build.root().resolve(".ssh_key123"),
                build.root().resolve(".flattened.json456.tmp"),
                folders.images().resolve("." + NAME + ".manifest.json789.tmp"),
                folders.images().resolve(".." + NAME + ".seen.json789.tmp"),
                folders.imageDraft(NAME),
                folders.imageManifest(NAME),
                folders.imageUefiVariables(NAME),
                folders.imageSeen(NAME)));
    open.plan().layerSteps().forEach(s -> all.add(build.workDisk(s.requiredKey())));
    open.plan().layerSteps().forEach(s -> all.add(build.scriptFacts(s.requiredKey())));
    for (Phase phase : Phase.values()) {
      all.add(phase.of(NAME, build).facts());
      all.add(phase.of(NAME, build).serverFacts());
      all.add(phase.of(NAME, build).endedFacts());
      all.add(phase.of(NAME, build).hostKey());
      all.add(phase.of(NAME, build).uefiVariables());
    }
    return all;
  }

  static void make(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    if (Files.notExists(file)) {
      Files.createFile(file);
    }
  }

  Set<Path> left() throws IOException {
    Set<Path> left = new TreeSet<>();
    for (Path root : List.of(folders.state(), folders.cache(), folders.data(), folders.runtime())) {
      if (Files.exists(root)) {
        try (Stream<Path> tree = Files.walk(root)) {
          tree.filter(Files::isRegularFile).forEach(left::add);
        }
      }
    }
    left.removeAll(Set.of(folders.sealKey(), folders.layersLock(), folders.claimsLock()));
    return left;
  }

  VirtualMachine start(OpenBuild build) throws Exception {
    Path disk = qemu.disk(build.folder().workDisk(build.step("script:base").requiredKey()));
    return machines.start(
        Phase.GUEST.of(build),
        machines
            .describe(Phase.GUEST.of(build), build.plan().machine(), Accelerator.TCG, disk)
            .build());
  }
}
