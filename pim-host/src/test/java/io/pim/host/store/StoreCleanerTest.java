package io.pim.host.store;

import static io.pim.host.store.CleanableStore.CHILD_KEY;
import static io.pim.host.store.CleanableStore.ENDED;
import static io.pim.host.store.CleanableStore.OTHER_KEY;
import static io.pim.host.store.CleanableStore.all;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.TestBuilds;
import io.pim.model.files.ExclusiveFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules for everything that cleaning removes. */
@Timeout(60)
class StoreCleanerTest {
  @TempDir Path folder;
  private CleanableStore store;

  @BeforeEach
  void make() {
    store = new CleanableStore(folder);
  }

  @Test
  void aDryRunReportsTheSameAndRemovesNothing() throws Exception {
    Path disk = store.keep(OTHER_KEY, ENDED, Optional.empty());
    CleanRequest dry = new CleanRequest(Optional.of(Duration.ZERO), 0, true, Set.of(), Set.of());

    CleanReport report = store.cleaner.clean(dry);
    assertTrue(Files.exists(disk));

    assertEquals(report, store.cleaner.clean(all()));
    assertFalse(Files.exists(disk));
  }

  @Test
  void followsNoLinksAndLeavesFilesOfOthersAlone() throws Exception {
    Path precious = Files.createDirectories(folder.resolve("precious"));
    Path victim = Files.writeString(precious.resolve(ENDED + ".qcow2"), "precious");
    Files.createDirectories(store.folders.layers());
    Files.createDirectories(store.folders.builds());
    Files.createDirectories(store.folders.bootFiles());
    Files.createSymbolicLink(store.folders.layers().resolve(OTHER_KEY.toString()), precious);
    Files.createSymbolicLink(store.folders.builds().resolve(ENDED.text()), precious);
    Files.createSymbolicLink(store.folders.bootFiles().resolve("e".repeat(64)), precious);
    Path note = Files.writeString(store.folders.layers().resolve("note.txt"), "mine");
    Path inside = store.saveEnded(TestBuilds.OTHER).root().resolve("link");
    Files.createSymbolicLink(inside, precious);
    store.keep(CHILD_KEY, ENDED, Optional.empty());
    Path beside = store.layers.disk(CHILD_KEY, ENDED).resolveSibling("readme");
    Files.writeString(beside, "mine");

    store.cleaner.clean(all());

    assertFalse(Files.exists(inside));
    assertEquals("precious", Files.readString(victim));
    assertTrue(Files.exists(note) && Files.exists(beside));
  }

  @Test
  void waitsForTheLockOfLayers() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean cleaned = new AtomicBoolean();
    ExclusiveFile lock = new ExclusiveFile(store.folders.layersLock());
    Thread holder =
        new Thread(
            () -> {
              try {
                lock.holding(
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
    assertTrue(held.await(50, TimeUnit.SECONDS));
    Thread waiter =
        new Thread(
            () -> {
              try {
                store.cleaner.clean(all());
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
}
