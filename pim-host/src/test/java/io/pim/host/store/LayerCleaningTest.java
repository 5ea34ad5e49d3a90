package io.pim.host.store;

import static io.pim.host.store.CleanableStore.CHILD_KEY;
import static io.pim.host.store.CleanableStore.ENDED;
import static io.pim.host.store.CleanableStore.OTHER_KEY;
import static io.pim.host.store.CleanableStore.RUNNING;
import static io.pim.host.store.CleanableStore.age;
import static io.pim.host.store.CleanableStore.all;
import static io.pim.host.store.CleanableStore.names;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.TestBuilds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which layers are removed, and which stay. */
@Timeout(60)
class LayerCleaningTest {
  @TempDir Path folder;
  private CleanableStore store;

  @BeforeEach
  void make() {
    store = new CleanableStore(folder);
  }

  @Test
  void removesUnneededLayersAndReportsTheRightSum() throws Exception {
    Path parent = store.keep(OTHER_KEY, ENDED, Optional.empty());
    Path child = store.keep(CHILD_KEY, ENDED, Optional.of(parent));

    CleanReport report = store.cleaner.clean(all());

    assertEquals(2, names(report, StoreKind.LAYER).size());
    assertTrue(report.freed().length() > 400_000, report.freed().toString());
    assertTrue(report.freed().allocated() >= 400_000, report.freed().toString());
    assertEquals(StoreSize.NONE, report.layersLeft());
    assertFalse(Files.exists(child.getParent()));
    assertFalse(Files.exists(parent.getParent()));
  }

  @Test
  void keepsTheLayersOfARunningBuildsPlanAndThoseBelow() throws Exception {
    Path under = store.keep(OTHER_KEY, ENDED, Optional.empty());
    Path needed = store.keep(store.planned(1), ENDED, Optional.of(under));
    Path newest = store.keep(store.planned(1), TestBuilds.OTHER, Optional.of(under));
    Path past = store.keep(CHILD_KEY, ENDED, Optional.of(needed));
    store.builds.save(RUNNING);
    store.claim(RUNNING);

    CleanReport report = store.cleaner.clean(all());

    assertTrue(Files.exists(under) && Files.exists(needed) && Files.exists(newest));
    assertFalse(Files.exists(past));
    assertEquals(Set.of(), names(report, StoreKind.BUILD));
  }

  /** A held build with a new plan: its failed disk is an overlay of layers of the old one. */
  @Test
  void keepsTheLayersUnderAWorkingDisk() throws Exception {
    Path under = store.keep(OTHER_KEY, ENDED, Optional.empty());
    Path base = store.keep(CHILD_KEY, ENDED, Optional.of(under));
    var held = store.builds.save(RUNNING);
    store.claim(RUNNING);
    Path disk = Files.createFile(held.folder().workDisk(store.planned(2)));
    store.headers.put(disk, base.toString());
    // This holds even if the facts of the chain cannot be read.
    store.headers.put(base, under.toString());
    Files.writeString(base.resolveSibling(ENDED + ".json"), "{");

    store.cleaner.clean(all());
    assertTrue(Files.exists(base) && Files.exists(under));

    store.headers.put(disk, "/etc/passwd");
    store.cleaner.clean(all());
    assertFalse(Files.exists(base) || Files.exists(under));
    assertTrue(Files.exists(Path.of("/etc/passwd")));
  }

  @Test
  void keepsBuildsThatTheServerReportsAsUnfinished() throws Exception {
    Path needed = store.keep(store.planned(0), ENDED, Optional.empty());
    Path own = store.keep(OTHER_KEY, RUNNING, Optional.empty());
    store.builds.save(RUNNING);

    store.cleaner.clean(
        new CleanRequest(Optional.of(Duration.ZERO), 0, false, Set.of(RUNNING), Set.of()));

    assertTrue(Files.exists(needed) && Files.exists(own));
    assertTrue(Files.exists(store.folders.build(RUNNING.text()).request()));
  }

  @Test
  void removesTheLeastRecentlyUsedForTheLimit() throws Exception {
    Path first = store.keep(OTHER_KEY, ENDED, Optional.empty());
    Path second = store.keep(CHILD_KEY, ENDED, Optional.empty());
    age(second.resolveSibling(ENDED + ".json"), Duration.ofHours(2));
    assertEquals(List.of(), store.cleaner.limitLayers(10 << 20).removed());

    CleanReport report = store.cleaner.limitLayers(300_000);

    assertEquals(1, report.removed().size());
    assertTrue(report.layersLeft().allocated() <= 300_000);
    assertTrue(Files.exists(first));
    assertFalse(Files.exists(second));
  }

  @Test
  void doesNotCountHoles() throws Exception {
    Path work = folder.resolve("sparse");
    try (var file = new java.io.RandomAccessFile(work.toFile(), "rw")) {
      file.setLength(100 << 20);
    }
    store.layers.keep(work, Optional.empty(), Optional.empty(), Optional.empty(), OTHER_KEY, ENDED);

    CleanReport report = store.cleaner.clean(all());

    assertTrue(report.freed().length() > 100 << 20);
    assertTrue(report.freed().allocated() < 1 << 20, report.freed().toString());
  }
}
