package io.pim.host.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Complete layers move into place, and the store finds the newest intact one. */
@Tag("qemu")
@Timeout(60)
class LayerStoreTest {
  @TempDir Path folder;
  private LayerBench bench;

  @BeforeEach
  void make() {
    bench = new LayerBench(folder);
  }

  @Test
  void movesADiskIntoPlaceWithVariablesAndLogin() throws Exception {
    Path work = bench.work("disk");
    byte[] content = Files.readAllBytes(work);
    Path variables = Files.writeString(folder.resolve("vars"), "boot0001");

    bench.layers.keep(
        work,
        Optional.of(variables),
        Optional.empty(),
        Optional.of("PRIVATE KEY"),
        bench.base,
        LayerBench.BUILD);

    Layer layer = bench.layers.find(bench.base, Optional.empty()).orElseThrow();
    assertTrue(bench.layers.has(bench.base, LayerBench.BUILD));
    assertFalse(Files.exists(work));
    assertArrayEquals(content, Files.readAllBytes(layer.disk()));
    assertEquals("boot0001", Files.readString(layer.uefiVariables().orElseThrow()));
    assertEquals(Optional.of("PRIVATE KEY"), layer.login());
    assertFalse(layer.toString().contains("PRIVATE"));
    for (Path file : bench.files(bench.base)) {
      assertFalse(
          new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("PRIVATE KEY"),
          file.toString());
    }
  }

  @Test
  void anotherSealKeyLosesTheLoginButNotTheLayer() throws Exception {
    bench.layers.keep(
        bench.work("disk"),
        Optional.empty(),
        Optional.empty(),
        Optional.of("KEY"),
        bench.base,
        LayerBench.BUILD);
    Files.write(bench.builds.folders().sealKey(), new byte[32]);

    assertEquals(
        Optional.empty(), bench.layers.find(bench.base, Optional.empty()).orElseThrow().login());
  }

  @Test
  void keepingALayerAgainChangesNothing() throws Exception {
    Path disk = bench.keep(bench.base, LayerBench.BUILD, Optional.empty());
    byte[] content = Files.readAllBytes(disk);
    Path second = bench.work("second");

    bench.layers.keep(
        second, Optional.empty(), Optional.empty(), Optional.empty(), bench.base, LayerBench.BUILD);
    bench.layers.keep(
        folder.resolve("gone"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        bench.base,
        LayerBench.BUILD);

    assertArrayEquals(content, Files.readAllBytes(disk));
    assertEquals(Optional.of(disk), bench.found(bench.base));
  }

  @Test
  void aMissingDiskIsNotALayer() {
    assertThrows(
        NoSuchFileException.class,
        () ->
            bench.layers.keep(
                folder.resolve("gone"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                bench.base,
                LayerBench.BUILD));
    assertFalse(bench.layers.has(bench.base, LayerBench.BUILD));
  }

  /** The files that a kill leaves, in the order in which they are written. */
  @ParameterizedTest
  @ValueSource(strings = {"", "t", "v", "f", "tv", "tf", "vf", "tvf"})
  void aKillBeforeTheMoveLeavesNoLayerAndFreezingContinues(String leftovers) throws Exception {
    Path disk = bench.layers.disk(bench.base, LayerBench.BUILD);
    Files.createDirectories(disk.getParent());
    if (leftovers.contains("t")) {
      Files.writeString(disk.resolveSibling("." + LayerBench.BUILD + "123.efivars.tmp"), "half");
    }
    if (leftovers.contains("v")) {
      Files.writeString(disk.resolveSibling(LayerBench.BUILD + ".efivars.fd"), "of an earlier try");
    }
    if (leftovers.contains("f")) {
      Files.writeString(
          disk.resolveSibling(LayerBench.BUILD + ".json"), "{\"size\":1,\"modifiedMillis\":2}");
    }
    assertFalse(bench.layers.has(bench.base, LayerBench.BUILD));
    assertEquals(Optional.empty(), bench.found(bench.base));
    Path variables = Files.writeString(folder.resolve("vars"), "right");

    bench.layers.keep(
        bench.work("disk"),
        Optional.of(variables),
        Optional.empty(),
        Optional.empty(),
        bench.base,
        LayerBench.BUILD);

    Layer layer = bench.layers.find(bench.base, Optional.empty()).orElseThrow();
    assertEquals("right", Files.readString(layer.uefiVariables().orElseThrow()));
    // A draft has a unique name, and cleaning removes it.
    assertEquals(
        leftovers.contains("t") ? 4 : 3,
        bench.files(bench.base).size(),
        bench.files(bench.base).toString());
  }

  @Test
  void findsTheNewestOfSeveral() throws Exception {
    Path first = bench.keep(bench.base, LayerBench.BUILD, Optional.empty());
    Path second = bench.keep(bench.base, LayerBench.OTHER, Optional.empty());
    LayerBench.touch(first, 2_000);
    LayerBench.touch(second, 1_000);

    assertEquals(Optional.of(first), bench.found(bench.base));

    LayerBench.touch(second, 3_000);
    assertEquals(Optional.of(second), bench.found(bench.base));
  }

  @Test
  void discardsADamagedLayerAndUsesTheNext() throws Exception {
    Path good = bench.keep(bench.base, LayerBench.BUILD, Optional.empty());
    Path bad = bench.keep(bench.base, LayerBench.OTHER, Optional.empty());
    LayerBench.touch(good, 1_000);
    LayerBench.touch(bad, 2_000);
    LayerDamage.TRUNCATED.doTo(bad);

    assertEquals(Optional.of(good), bench.found(bench.base));
    assertFalse(Files.exists(bad));
    assertEquals(2, bench.files(bench.base).size(), bench.files(bench.base).toString());
  }

  @Test
  void usesOnlyItsOwnLayersInAForcedBuild() throws Exception {
    Path other = bench.keep(bench.base, LayerBench.OTHER, Optional.empty());
    LayerDamage.TRUNCATED.doTo(other);

    assertEquals(Optional.empty(), bench.layers.find(bench.base, Optional.of(LayerBench.BUILD)));
    assertTrue(Files.exists(other));
    Path own = bench.keep(bench.base, LayerBench.BUILD, Optional.empty());
    assertEquals(
        Optional.of(own),
        bench.layers.find(bench.base, Optional.of(LayerBench.BUILD)).map(Layer::disk));
  }

  @Test
  void theTimeOfItsFactsIsTheLastUseOfALayer() throws Exception {
    Path disk = bench.keep(bench.base, LayerBench.BUILD, Optional.empty());
    Path facts = disk.resolveSibling(LayerBench.BUILD + ".json");
    Files.setLastModifiedTime(facts, FileTime.fromMillis(1_000));

    assertEquals(Optional.of(disk), bench.found(bench.base));

    assertTrue(Files.getLastModifiedTime(facts).toMillis() > 1_000);
  }

  @Test
  void doesNotFollowALinkInPlaceOfAKeysFolder() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path victim = Files.writeString(elsewhere.resolve(LayerBench.OTHER + ".qcow2"), "somebody's");
    Files.createDirectories(bench.builds.folders().layers());
    Path key = bench.builds.folders().layers().resolve(bench.base.toString());
    Files.createSymbolicLink(key, elsewhere);

    assertEquals(Optional.empty(), bench.found(bench.base));
    assertFalse(bench.layers.has(bench.base, LayerBench.OTHER));
    Path kept = bench.keep(bench.base, LayerBench.BUILD, Optional.empty());

    assertEquals(Optional.of(kept), bench.found(bench.base));
    assertEquals("somebody's", Files.readString(victim));
    assertEquals(1, elsewhere.toFile().list().length);
  }
}
