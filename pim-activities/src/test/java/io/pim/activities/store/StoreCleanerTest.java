package io.pim.activities.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.build.TestBuilds;
import io.pim.activities.layer.LayerStore;
import io.pim.activities.process.ProcessRunner;
import io.pim.activities.process.Tools;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.StepKey;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoreCleanerTest {
  private static final BuildId ENDED = BuildId.of("web-x86_64-20261120-100000");
  private static final BuildId RUNNING = TestBuilds.ID;
  private static final StepKey OTHER_KEY = StepKey.of("ab".repeat(32));
  private static final StepKey CHILD_KEY = StepKey.of("cd".repeat(32));

  @TempDir Path folder;
  private final Map<Path, String> headers = new HashMap<>();
  private final Set<BuildId> unfinished = new HashSet<>();
  private TestBuilds builds;
  private PimFolders folders;
  private LayerStore layers;
  private StoreCleaner cleaner;

  @BeforeEach
  void make() {
    builds = new TestBuilds(folder);
    folders = builds.folders();
    layers = new LayerStore(folders, disk -> true);
    cleaner =
        new StoreCleaner(
            folders,
            new NeedsReader(
                folders, () -> unfinished, disk -> Optional.ofNullable(headers.get(disk))),
            new DiskUsage(Tools.of(System.getenv()), new ProcessRunner()),
            Clock.systemUTC());
  }

  private static CleanRequest all() {
    return new CleanRequest(Optional.of(Duration.ZERO), 0, false, Set.of(), Set.of());
  }

  private Path keep(StepKey key, BuildId build, Optional<Path> parent) throws IOException {
    Path work = Files.write(folder.resolve("work"), new byte[200_000]);
    layers.keep(work, Optional.empty(), parent, Optional.empty(), key, build);
    return layers.disk(key, build);
  }

  private static void age(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  private static Set<String> names(CleanReport report, StoreKind kind) {
    return report.removed().stream()
        .filter(item -> item.kind() == kind)
        .map(StoreItem::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private StepKey planned(int index) {
    return builds.plan().layerSteps().get(index).requiredKey();
  }

  @Test
  void whatNoBuildNeedsGoesAndTheSumIsRight() throws Exception {
    Path parent = keep(OTHER_KEY, ENDED, Optional.empty());
    Path child = keep(CHILD_KEY, ENDED, Optional.of(parent));

    CleanReport report = cleaner.clean(all());

    assertEquals(2, names(report, StoreKind.LAYER).size());
    assertTrue(report.freed().length() > 400_000, report.freed().toString());
    assertTrue(report.freed().allocated() >= 400_000, report.freed().toString());
    assertEquals(StoreSize.NONE, report.layersLeft());
    assertFalse(Files.exists(child.getParent()));
    assertFalse(Files.exists(parent.getParent()));
  }

  @Test
  void aRunningBuildKeepsWhatItsPlanMayStartFromWithAllThatIsUnder() throws Exception {
    Path under = keep(OTHER_KEY, ENDED, Optional.empty());
    Path needed = keep(planned(1), ENDED, Optional.of(under));
    Path newest = keep(planned(1), TestBuilds.OTHER, Optional.of(under));
    Path past = keep(CHILD_KEY, ENDED, Optional.of(needed));
    builds.save(RUNNING);
    unfinished.add(RUNNING);

    CleanReport report = cleaner.clean(all());

    assertTrue(Files.exists(under) && Files.exists(needed) && Files.exists(newest));
    assertFalse(Files.exists(past));
    assertEquals(Set.of(), names(report, StoreKind.BUILD));
  }

  /** A held build that was given another plan: its failed disk stands on layers of the old one. */
  @Test
  void whatAWorkingDiskStandsOnStays() throws Exception {
    Path under = keep(OTHER_KEY, ENDED, Optional.empty());
    Path base = keep(CHILD_KEY, ENDED, Optional.of(under));
    var held = builds.save(RUNNING);
    unfinished.add(RUNNING);
    Path disk = Files.createFile(held.folder().workDisk(planned(2)));
    headers.put(disk, base.toString());
    // Even where the facts of the chain cannot be read.
    headers.put(base, under.toString());
    Files.writeString(base.resolveSibling(ENDED + ".json"), "{");

    cleaner.clean(all());
    assertTrue(Files.exists(base) && Files.exists(under));

    headers.put(disk, "/etc/passwd");
    cleaner.clean(all());
    assertFalse(Files.exists(base) || Files.exists(under));
    assertTrue(Files.exists(Path.of("/etc/passwd")));
  }

  @Test
  void whatTheServerCallsUnfinishedIsNeededThoughNothingHereSaysSo() throws Exception {
    Path needed = keep(planned(0), ENDED, Optional.empty());
    Path own = keep(OTHER_KEY, RUNNING, Optional.empty());
    builds.save(RUNNING);

    cleaner.clean(
        new CleanRequest(Optional.of(Duration.ZERO), 0, false, Set.of(RUNNING), Set.of()));

    assertTrue(Files.exists(needed) && Files.exists(own));
    assertTrue(Files.exists(folders.build(RUNNING.text()).request()));
  }

  @Test
  void aDryRunTellsTheSameAndRemovesNothing() throws Exception {
    Path disk = keep(OTHER_KEY, ENDED, Optional.empty());
    CleanRequest dry = new CleanRequest(Optional.of(Duration.ZERO), 0, true, Set.of(), Set.of());

    CleanReport told = cleaner.clean(dry);
    assertTrue(Files.exists(disk));

    assertEquals(told, cleaner.clean(all()));
    assertFalse(Files.exists(disk));
  }

  @Test
  void aBuildsFolderStaysAWeekAndAsLongAsItsImageDoes() throws Exception {
    for (BuildId build : List.of(ENDED, TestBuilds.OTHER, RUNNING)) {
      builds.save(build);
      age(folders.build(build.text()).root(), Duration.ofDays(8));
    }
    register(TestBuilds.OTHER);
    Path yesterday = builds.save(BuildId.of("web-x86_64-20261121-100000")).folder().root();
    Files.createDirectories(folders.images());
    Files.createFile(folders.image(RUNNING.text()));

    CleanReport report =
        cleaner.clean(new CleanRequest(Optional.empty(), 0, false, Set.of(), Set.of()));

    assertEquals(Set.of(ENDED.text()), names(report, StoreKind.BUILD));
    assertFalse(Files.exists(folders.build(ENDED.text()).root()));
    assertTrue(Files.exists(yesterday));
    assertEquals(1, report.notes().size(), report.notes().toString());
    assertTrue(report.notes().get(0).contains("it stays"), report.notes().toString());
  }

  @Test
  void aNamedBuildGoesUnlessItIsNeeded() throws Exception {
    builds.save(ENDED);
    builds.save(RUNNING);
    builds.save(TestBuilds.OTHER);
    unfinished.add(RUNNING);
    register(TestBuilds.OTHER);

    for (Map.Entry<BuildId, BuildStaysException.Reason> stays :
        Map.of(
                RUNNING,
                BuildStaysException.Reason.UNFINISHED,
                TestBuilds.OTHER,
                BuildStaysException.Reason.HAS_IMAGE,
                BuildId.of("no-arm64-20261122-000000"),
                BuildStaysException.Reason.NOT_THERE)
            .entrySet()) {
      BuildStaysException e =
          assertThrows(
              BuildStaysException.class,
              () -> cleaner.removeBuilds(List.of(ENDED, stays.getKey()), all()));
      assertEquals(stays.getValue(), e.reason());
      assertTrue(Files.exists(folders.build(ENDED.text()).root()), "all or nothing");
    }
    cleaner.removeBuilds(List.of(ENDED), all());

    assertFalse(Files.exists(folders.build(ENDED.text()).root()));
  }

  @Test
  void draftsAndUnregisteredImagesGoAfterADayAndOnlyWhenItIsKnown() throws Exception {
    Files.createDirectories(folders.images());
    Path draft = Files.createFile(folders.imageDraft(ENDED.text()));
    Path young = Files.createFile(folders.imageDraft(TestBuilds.OTHER.text()));
    Path running = Files.createFile(folders.imageDraft(RUNNING.text()));
    Path failed = Files.createFile(folders.image("web-x86_64-20261101-100000"));
    Path manifest = Files.createFile(folders.imageManifest("web-x86_64-20261101-100000"));
    Path unknown = Files.createFile(folders.image("web-x86_64-20261102-100000"));
    Path foreign = Files.createFile(folders.images().resolve("somebodys.qcow2"));
    unfinished.add(RUNNING);
    for (Path file : List.of(draft, running, failed, manifest, unknown, foreign)) {
      age(file, Duration.ofDays(2));
    }

    cleaner.clean(
        new CleanRequest(
            Optional.empty(),
            0,
            false,
            Set.of(),
            Set.of(BuildId.of("web-x86_64-20261101-100000"))));

    for (Path gone : List.of(draft, failed, manifest)) {
      assertFalse(Files.exists(gone), gone.toString());
    }
    for (Path stays : List.of(young, running, unknown, foreign)) {
      assertTrue(Files.exists(stays), stays.toString());
    }
  }

  @Test
  void oldTemplatesAndBootFilesOfIsosThatAreGoneGo() throws Exception {
    Path oldTemplate = file(folders.rendered().resolve("a".repeat(64) + ".json"), 40);
    Path newTemplate = file(folders.rendered().resolve("b".repeat(64) + ".json"), 2);
    file(folders.bootFiles().resolve("c".repeat(64) + "/install.amd/vmlinuz"), 40);
    file(folders.bootFiles().resolve("d".repeat(64) + "/install.amd/vmlinuz"), 40);
    Path gone = folders.bootFiles().resolve("c".repeat(64));
    Path there = folders.bootFiles().resolve("d".repeat(64));
    age(gone, Duration.ofDays(40));
    age(there, Duration.ofDays(40));
    file(folders.isos().resolve("some.iso"), 50);
    Files.writeString(
        folders.isos().resolve("some.iso.verified.json"),
        "{\"sha256\":\"" + "d".repeat(64) + "\",\"bytes\":1}");

    cleaner.clean(all());

    assertFalse(Files.exists(oldTemplate) || Files.exists(gone));
    assertTrue(Files.exists(newTemplate) && Files.exists(there));
  }

  @Test
  void linksAreNeitherFollowedNorIsAnythingOfSomebodyElsesTouched() throws Exception {
    Path precious = Files.createDirectories(folder.resolve("precious"));
    Path victim = Files.writeString(precious.resolve(ENDED + ".qcow2"), "precious");
    Files.createDirectories(folders.layers());
    Files.createDirectories(folders.builds());
    Files.createDirectories(folders.bootFiles());
    Files.createSymbolicLink(folders.layers().resolve(OTHER_KEY.toString()), precious);
    Files.createSymbolicLink(folders.builds().resolve(ENDED.text()), precious);
    Files.createSymbolicLink(folders.bootFiles().resolve("e".repeat(64)), precious);
    Path note = Files.writeString(folders.layers().resolve("note.txt"), "mine");
    Path inside = builds.save(TestBuilds.OTHER).folder().root().resolve("link");
    Files.createSymbolicLink(inside, precious);
    keep(CHILD_KEY, ENDED, Optional.empty());
    Path beside = layers.disk(CHILD_KEY, ENDED).resolveSibling("readme");
    Files.writeString(beside, "mine");

    cleaner.clean(all());

    assertFalse(Files.exists(inside));
    assertEquals("precious", Files.readString(victim));
    assertTrue(Files.exists(note) && Files.exists(beside));
  }

  @Test
  void whatKilledFreezesLeftIsSweptUnlessTheirBuildGoesOn() throws Exception {
    Path key = Files.createDirectories(folders.layers().resolve(OTHER_KEY.toString()));
    Path facts = Files.writeString(key.resolve(ENDED + ".json"), "{}");
    Path variables = Files.writeString(key.resolve(ENDED + ".efivars.fd"), "x");
    Path draft = Files.writeString(key.resolve("." + ENDED + ".json123.tmp"), "x");
    Path going = Files.writeString(key.resolve(RUNNING + ".json"), "{}");
    unfinished.add(RUNNING);

    CleanReport report = cleaner.clean(all());

    assertEquals(3, names(report, StoreKind.LEFTOVER).size());
    assertFalse(Files.exists(facts) || Files.exists(variables) || Files.exists(draft));
    assertTrue(Files.exists(going));
  }

  @Test
  void theLimitTakesWhatWasUsedLongestAgo() throws Exception {
    Path first = keep(OTHER_KEY, ENDED, Optional.empty());
    Path second = keep(CHILD_KEY, ENDED, Optional.empty());
    age(second.resolveSibling(ENDED + ".json"), Duration.ofHours(2));
    assertEquals(List.of(), cleaner.limitLayers(10 << 20).removed());

    CleanReport report = cleaner.limitLayers(300_000);

    assertEquals(1, report.removed().size());
    assertTrue(report.layersLeft().allocated() <= 300_000);
    assertTrue(Files.exists(first));
    assertFalse(Files.exists(second));
  }

  @Test
  void holesDoNotCount() throws Exception {
    Path work = folder.resolve("sparse");
    try (var file = new java.io.RandomAccessFile(work.toFile(), "rw")) {
      file.setLength(100 << 20);
    }
    layers.keep(work, Optional.empty(), Optional.empty(), Optional.empty(), OTHER_KEY, ENDED);

    CleanReport report = cleaner.clean(all());

    assertTrue(report.freed().length() > 100 << 20);
    assertTrue(report.freed().allocated() < 1 << 20, report.freed().toString());
  }

  @Test
  void noBuildIsOpenedWhileItIsFoundOutWhatIsNeeded() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean cleaned = new AtomicBoolean();
    StoreLock lock = new StoreLock(folders);
    Thread holder =
        new Thread(
            () -> {
              try {
                lock.whileHeld(
                    () -> {
                      held.countDown();
                      go.await();
                      assertFalse(cleaned.get());
                      return null;
                    });
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    holder.start();
    assertTrue(held.await(10, TimeUnit.SECONDS));
    Thread waiter =
        new Thread(
            () -> {
              try {
                cleaner.clean(all());
                cleaned.set(true);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    waiter.start();
    while (waiter.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    go.countDown();
    holder.join();
    waiter.join();

    assertTrue(cleaned.get());
  }

  private static Path file(Path path, int daysOld) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, "x");
    age(path, Duration.ofDays(daysOld));
    return path;
  }

  private void register(BuildId build) throws IOException {
    new Registry(folders)
        .register(
            new ImageEntry(
                build.text(),
                "web",
                Architecture.X86_64,
                folders.image(build.text()),
                "qcow2",
                1,
                Sha256.ofText("image"),
                build,
                Instant.parse("2026-11-22T12:00:00Z"),
                OTHER_KEY,
                Firmware.BIOS,
                folders.imageManifest(build.text()),
                Optional.empty(),
                Optional.empty()));
  }
}
