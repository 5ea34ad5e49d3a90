package io.pim.activities.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.claim.BuildLife;
import io.pim.host.claim.VmSlots;
import io.pim.host.layer.LayerStore;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.host.machine.WholeDisk;
import io.pim.host.store.DiskUsage;
import io.pim.host.store.LayerLimit;
import io.pim.host.store.StoreCleaner;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.BuildId;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.TestQemu;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.SshKeyPair;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.RequestRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("qemu")
@Timeout(180)
class BuildLifeTest {
  private static final String NAME = TestBuilds.ID.text();

  @TempDir Path folder;
  private TestBuilds builds;
  private PimFolders folders;
  private TestQemu qemu;
  private BuildMachines machines;
  private VmSlots slots;
  private BuildLife life;

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
  private List<Path> kept(BuildFolder build) {
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

  private List<Path> temporary(OpenBuild open) {
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
                // Drafts that a kill left half-written; the first may hold a private key.
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

  private static void make(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    if (Files.notExists(file)) {
      Files.createFile(file);
    }
  }

  private Set<Path> left() throws IOException {
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

  /** So that a plan is sent once: Temporal keeps every copy. */
  @Test
  void reopensWhatItHasAndNothingElse() throws Exception {
    BuildRequest request = builds.save(TestBuilds.ID).request();
    RequestRef ref = RequestRef.to(request);
    BuildFolder build = folders.build(NAME);
    Files.deleteIfExists(build.service());

    assertTrue(life.reopen(ref));

    assertEquals(Optional.of(TestBuilds.SERVICE), life.service(TestBuilds.ID));
    assertFalse(life.reopen(new RequestRef(ref.buildId(), Sha256.ofText("an edited plan"))));
    Files.writeString(build.request(), Files.readString(build.request()).substring(1));
    assertFalse(life.reopen(ref), "it is torn");
    Files.delete(build.request());
    assertFalse(life.reopen(ref), "it is gone");
    life.open(request);
    assertTrue(life.reopen(ref), "it was sent again");
  }

  /** A host that was away when a build was held, or set back, has kept its machine. */
  @ParameterizedTest
  @EnumSource
  void aTryBeginsWithoutTheMachinesOfTheOneBefore(Phase phase) throws Exception {
    BuildRequest request = builds.request(TestBuilds.ID);
    life.open(request);
    OpenBuild build = builds.builds().open(TestBuilds.ID);
    Path disk = qemu.disk(build.folder().workDisk(build.step("install").requiredKey()));
    VirtualMachine left =
        machines.start(
            phase.of(build),
            machines
                .describe(phase.of(build), build.plan().machine(), Accelerator.TCG, disk)
                .build());
    new WholeDisk(machines).remember(build, phase, left, disk);

    assertTrue(life.reopen(RequestRef.to(request)));

    assertFalse(left.isRunning());
    assertFalse(new WholeDisk(machines).isKnown(build, phase, disk), "whole once, not for ever");
    assertTrue(Files.exists(disk), "what was held can be looked into until the next boot");
  }

  @Test
  void onlyWhatIsWorthReadingStays() throws Exception {
    life.open(builds.request(TestBuilds.ID));
    OpenBuild build = builds.builds().open(TestBuilds.ID);
    slots.tryClaim(TestBuilds.ID);
    for (Path file : kept(build.folder())) {
      make(file);
    }
    for (Path file : temporary(build)) {
      make(file);
    }

    life.cleanUp(TestBuilds.ID);

    assertEquals(new TreeSet<>(kept(build.folder())), left());
    assertFalse(Files.exists(build.folder().work()));
    assertEquals(Set.of(), life.unfinished());
    life.cleanUp(TestBuilds.ID);
    assertEquals(new TreeSet<>(kept(build.folder())), left());
  }

  /** A lock file that goes is held twice: by who had it, and by who makes it anew. */
  @Test
  void locksTheBuildWhileItIsCleanedUp() throws Exception {
    OpenBuild build = builds.save(TestBuilds.ID);
    BuildFolder locks = build.folder();
    for (Path file : List.of(locks.turn(), locks.verifyTurn(), locks.shellLock())) {
      ExclusiveFile.Hold hold = new ExclusiveFile(file).tryHold().orElseThrow();
      Object before = Files.getAttribute(file, "unix:ino");

      life.cleanUp(TestBuilds.ID);

      assertEquals(before, Files.getAttribute(file, "unix:ino"));
      hold.close();
    }
  }

  @Test
  void anySetUpThatWasCutShortIsCleanedUp() throws Exception {
    Random random = new Random(20261122);
    for (int round = 0; round < 30; round++) {
      OpenBuild build = builds.save(TestBuilds.ID);
      for (Path file : temporary(build)) {
        if (random.nextBoolean()) {
          make(file);
        }
      }

      life.cleanUp(TestBuilds.ID);

      assertEquals(Set.of(build.folder().request()), left(), "round " + round);
    }
  }

  @Test
  void aBuildThatNeverOpenedGivesItsSlotBack() throws Exception {
    slots.tryClaim(TestBuilds.ID);

    life.cleanUp(TestBuilds.ID);

    assertEquals(List.of(), slots.holders());
    assertEquals(Set.of(), left());
  }

  @Test
  void aPlanThatCannotBeOpenedIsCleanedUpAllTheSame() throws Exception {
    slots.tryClaim(TestBuilds.ID);
    OpenBuild build = builds.save(TestBuilds.ID);
    VirtualMachine machine = start(build);
    SshKeyPair.at(build.folder().sshKey());
    Files.write(folders.sealKey(), new byte[32]);
    assertThrows(BuildFailure.class, () -> builds.builds().open(TestBuilds.ID));

    life.cleanUp(TestBuilds.ID);

    assertFalse(machine.isRunning());
    assertEquals(List.of(), slots.holders());
    assertFalse(Files.exists(build.folder().sshKey()));
  }

  @Test
  void anImageThatWasPublishedIsKept() throws Exception {
    OpenBuild build = builds.save(TestBuilds.ID);
    Path image = folders.image(NAME);
    for (Path file :
        List.of(
            image,
            folders.imageManifest(NAME),
            folders.imageUefiVariables(NAME),
            folders.imageSeen(NAME))) {
      make(file);
    }
    Set<Path> before = left();
    make(folders.imageDraft(NAME));

    life.cleanUp(TestBuilds.ID);

    assertEquals(before, left());
    assertTrue(before.contains(build.folder().request()));
  }

  @Test
  void noOtherBuildIsTouched() throws Exception {
    OpenBuild other = builds.save(TestBuilds.OTHER);
    make(other.folder().sshKey());
    make(other.folder().verifyDisk());
    make(folders.imageDraft(TestBuilds.OTHER.text()));
    Set<Path> before = left();
    builds.save(TestBuilds.ID);

    life.cleanUp(TestBuilds.ID);

    before.add(folders.build(NAME).request());
    assertEquals(before, left());
    assertEquals(Set.of(TestBuilds.OTHER), life.unfinished());
  }

  @Test
  void aHeldBuildKeepsItsDiskButNoMachineAndNoSlot() throws Exception {
    slots.tryClaim(TestBuilds.ID);
    OpenBuild build = builds.save(TestBuilds.ID);
    VirtualMachine machine = start(build);
    make(Phase.INSTALL.of(build).serverFacts());

    life.release(TestBuilds.ID);

    assertFalse(machine.isRunning());
    assertTrue(Files.exists(machine.facts().disk()));
    assertFalse(Files.exists(Phase.GUEST.of(build).facts()));
    assertFalse(Files.exists(Phase.INSTALL.of(build).serverFacts()));
    assertEquals(List.of(), slots.holders());
    assertEquals(Set.of(TestBuilds.ID), life.unfinished());
  }

  @Test
  void theActivitiesDoAllThis() throws Exception {
    HostActivitiesImpl activities = new HostActivitiesImpl(Bench.runner(builds), life, limit());
    var request = builds.request(TestBuilds.ID);
    try (Bench bench = new Bench()) {
      for (Runnable activity :
          List.<Runnable>of(
              () -> activities.open(request),
              () -> activities.open(request),
              () -> activities.stopMachines(TestBuilds.ID),
              () -> activities.release(TestBuilds.ID),
              () -> activities.cleanUp(TestBuilds.ID),
              () -> activities.cleanUp(TestBuilds.ID))) {
        bench.run(
            () -> {
              activity.run();
              return true;
            });
      }
    }

    BuildFolder build = folders.build(NAME);
    assertEquals(Set.of(build.request(), build.log(), build.turn(), build.verifyTurn()), left());
    assertTrue(Files.readString(build.log()).contains("plan " + request.plan().imageKey()));
  }

  /** One that allows nothing: every layer that no build needs goes. */
  private LayerLimit limit() {
    Tools tools = Tools.of(System.getenv());
    return new LayerLimit(
        new StoreCleaner(
            folders,
            disk -> Optional.empty(),
            new DiskUsage(tools, new ProcessRunner()),
            Clock.systemUTC()),
        builds.builds(),
        new ByteSize(1));
  }

  @Test
  void theEndOfABuildHoldsLayersToTheLimitAndSaysSo() throws Exception {
    HostActivitiesImpl activities = new HostActivitiesImpl(Bench.runner(builds), life, limit());
    LayerStore layers = new LayerStore(folders, disk -> true);
    StepKey needed = builds.plan().layerSteps().get(0).requiredKey();
    StepKey old = StepKey.of("ab".repeat(32));
    for (StepKey key : List.of(needed, old)) {
      Path work = Files.write(folder.resolve("work"), new byte[100_000]);
      layers.keep(
          work, Optional.empty(), Optional.empty(), Optional.empty(), key, TestBuilds.OTHER);
    }
    life.open(builds.request(BuildId.of("web-x86_64-20261122-140000")));
    life.open(builds.request(TestBuilds.ID));

    try (Bench bench = new Bench()) {
      bench.run(
          () -> {
            activities.cleanUp(TestBuilds.ID);
            return true;
          });
    }

    assertFalse(layers.has(old, TestBuilds.OTHER));
    assertTrue(layers.has(needed, TestBuilds.OTHER), "the other build needs it");
    String log = Files.readString(folders.build(NAME).log());
    assertTrue(log.contains("layers above store.layers_limit (1): 1 removed"), log);
  }

  private VirtualMachine start(OpenBuild build) throws Exception {
    Path disk = qemu.disk(build.folder().workDisk(build.step("script:base").requiredKey()));
    return machines.start(
        Phase.GUEST.of(build),
        machines
            .describe(Phase.GUEST.of(build), build.plan().machine(), Accelerator.TCG, disk)
            .build());
  }
}
