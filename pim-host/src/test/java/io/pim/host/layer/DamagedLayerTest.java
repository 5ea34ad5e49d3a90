package io.pim.host.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.qemu.TestQemu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PIM finds a changed layer before it uses it; a layer that cannot be checked stays. */
@Tag("qemu")
@Timeout(180)
class DamagedLayerTest {
  @TempDir Path folder;
  private LayerBench bench;

  @BeforeEach
  void make() {
    bench = new LayerBench(folder);
  }

  @ParameterizedTest
  @EnumSource(LayerDamage.class)
  void removesDamagedLayers(LayerDamage damage) throws Exception {
    Path disk = bench.keep(bench.base, LayerBench.BUILD, Optional.empty());
    damage.doTo(disk);

    assertEquals(Optional.empty(), bench.found(bench.base));
    assertFalse(bench.layers.has(bench.base, LayerBench.BUILD), "its step would count as done");
  }

  @ParameterizedTest
  @EnumSource(LayerDamage.class)
  void rejectsLayersOnDamagedOnes(LayerDamage damage) throws Exception {
    Path parent = bench.keep(bench.base, LayerBench.BUILD, Optional.empty());
    Path child = bench.keep(bench.app, LayerBench.BUILD, Optional.of(parent));
    assertEquals(Optional.of(child), bench.found(bench.app));
    damage.doTo(parent);

    assertEquals(Optional.empty(), bench.found(bench.app));
    assertFalse(Files.exists(child));
  }

  @Test
  void leavesALayerAloneThatCannotBeChecked() throws Exception {
    Path disk = bench.keep(bench.base, LayerBench.BUILD, Optional.empty());
    LayerStore.DiskCheck missing =
        file -> {
          throw BuildFailure.of(FailureKind.TOOL_MISSING, "no qemu-img").build();
        };
    LayerStore.DiskCheck interrupted =
        file -> {
          throw new InterruptedException();
        };

    assertThrows(
        BuildFailure.class,
        () -> new LayerStore(bench.builds.folders(), missing).find(bench.base, Optional.empty()));
    assertThrows(
        InterruptedException.class,
        () ->
            new LayerStore(bench.builds.folders(), interrupted).find(bench.base, Optional.empty()));
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> bench.layers.find(bench.base, Optional.empty()));

    assertFalse(Thread.currentThread().isInterrupted());
    assertEquals(Optional.of(disk), bench.found(bench.base));
  }

  @Test
  void keepsALayerWhoseFactsCannotBeReadNow() throws Exception {
    Path disk = bench.keep(bench.base, LayerBench.BUILD, Optional.empty());
    Path facts = disk.resolveSibling(LayerBench.BUILD + ".json");
    Files.delete(facts);
    // Even root cannot read this one.
    Files.createDirectory(facts);

    assertThrows(IOException.class, () -> bench.layers.find(bench.base, Optional.empty()));

    assertTrue(Files.exists(disk));
  }

  @Test
  void doesNotTreatALockedDiskAsDamaged() throws Exception {
    Path disk = bench.keep(bench.base, LayerBench.BUILD, Optional.empty());
    try (TestQemu.Lock lock = bench.qemu.lock(disk)) {
      assertTrue(lock.isHeld());
      assertThrows(BuildFailure.class, () -> bench.layers.find(bench.base, Optional.empty()));
    }
    assertTrue(Files.exists(disk));
  }

  @Test
  void usesALayerWithAnotherTimeAndTheRightDigest() throws Exception {
    Path parent = bench.keep(bench.base, LayerBench.BUILD, Optional.empty());
    Path child = bench.keep(bench.app, LayerBench.BUILD, Optional.of(parent));
    FileTime restored = FileTime.fromMillis(1_000);
    Files.setLastModifiedTime(parent, restored);
    Files.setLastModifiedTime(child, restored);

    assertEquals(Optional.of(child), bench.found(bench.app));

    assertTrue(bench.facts(parent).contains("\"modifiedMillis\" : 1000"), bench.facts(parent));
    assertEquals(Optional.of(parent), bench.found(bench.base));
  }

  /** PIM computes a digest only if size or time differ, so it does not find this damage. */
  @Test
  void missesChangesBehindTheFileSystemsBack() throws Exception {
    Path disk = bench.keep(bench.base, LayerBench.BUILD, Optional.empty());
    FileTime time = Files.getLastModifiedTime(disk);
    LayerDamage.DATA_CHANGED.doTo(disk);
    Files.setLastModifiedTime(disk, time);

    assertEquals(Optional.of(disk), bench.found(bench.base));
  }

  @Test
  void trustsFactsOfAnOlderPimIfNothingHasChanged() throws Exception {
    Path disk = bench.keep(bench.base, LayerBench.BUILD, Optional.empty());
    Path facts = disk.resolveSibling(LayerBench.BUILD + ".json");
    Files.writeString(
        facts,
        "{\"size\":%d,\"modifiedMillis\":%d}"
            .formatted(Files.size(disk), Files.getLastModifiedTime(disk).toMillis()));
    assertEquals(Optional.of(disk), bench.found(bench.base));

    Files.setLastModifiedTime(disk, FileTime.fromMillis(1));

    assertEquals(Optional.empty(), bench.found(bench.base));
  }

  @Test
  void changedVariablesAreDamageToo() throws Exception {
    Path variables = Files.writeString(folder.resolve("vars"), "boot0001");
    for (boolean gone : new boolean[] {true, false}) {
      bench.layers.keep(
          bench.work("disk"),
          Optional.of(variables),
          Optional.empty(),
          Optional.empty(),
          bench.base,
          LayerBench.BUILD);
      Path kept =
          bench
              .layers
              .disk(bench.base, LayerBench.BUILD)
              .resolveSibling(LayerBench.BUILD + ".efivars.fd");
      if (gone) {
        Files.delete(kept);
      } else {
        Files.writeString(kept, "boot0002");
      }
      assertEquals(Optional.empty(), bench.found(bench.base));
    }
  }
}
