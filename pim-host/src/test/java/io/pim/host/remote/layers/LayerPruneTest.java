package io.pim.host.remote.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.remote.StoreListing;
import io.pim.tools.oci.DockerRegistry;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Unused layers are removed, and those that builds use stay. */
@Tag("qemu")
class LayerPruneTest extends LayersFixture {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-28");

  private List<String> prune(LocalDate before, boolean dryRun) throws Exception {
    return new LayerPrune(store()).run(before, dryRun).stream().map(its -> its.key()).toList();
  }

  @Test
  void keepsALayerThatABuildUses() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    one.keepFirst(build, 2);
    now = NOW.minus(Duration.ofDays(40));
    one.push(build, 1);
    now = NOW.minus(Duration.ofDays(1));
    assertEquals(new PushedLayers(0, 0), one.push(build, 0), "it is used again");
    String old = tag(build, 1);

    assertEquals(List.of(), prune(TODAY.minusDays(40), false));
    assertEquals(List.of(old), prune(TODAY.minusDays(30), true));
    assertTrue(repository().manifest(old).isPresent(), "a dry run");
    assertEquals(List.of(old), prune(TODAY.minusDays(30), false));

    assertTrue(repository().manifest(old).isEmpty());
    assertEquals(Optional.of("install"), two.pull(two.open(TestBuilds.ID)));
  }

  /** Removes the manifest of the first day, too; otherwise its blobs would stay forever. */
  @Test
  void leavesOneManifestPerLayer() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    one.keepFirst(build, 1);
    one.push(build, 0);
    var first = repository().manifest(tag(build, 0)).orElseThrow();
    now = NOW.plus(Duration.ofDays(1));

    one.push(build, 0);

    assertNotEquals(first.sha256(), repository().manifest(tag(build, 0)).orElseThrow().sha256());
    assertTrue(repository().manifest("sha256:" + first.sha256().hex()).isEmpty());
  }

  @Test
  void aRegistryWithoutDeletionKeepsLayers() throws Exception {
    start(DockerRegistry.Feature.NO_DELETION);
    OpenBuild build = one.open(TestBuilds.ID);
    one.keepFirst(build, 1);
    one.push(build, 0);
    now = NOW.plus(Duration.ofDays(1));
    one.push(build, 0);

    List<LayerPrune.Removal> removals = new LayerPrune(store()).run(TODAY.plusDays(9), false);

    assertEquals(List.of(false), removals.stream().map(LayerPrune.Removal::removed).toList());
    assertEquals(TODAY.plusDays(1), removals.get(0).used());
    assertEquals("web-x86_64-20261122-120000", removals.get(0).build());
  }

  @Test
  void layersAreNotImages() throws Exception {
    start();
    OpenBuild build = one.open(TestBuilds.ID);
    one.keepFirst(build, 1);
    one.push(build, 0);
    repository().put("mine", repository().manifest(tag(build, 0)).orElseThrow());

    assertEquals(List.of(), new StoreListing(store()).all(Set.of()).images());
    assertEquals(List.of(tag(build, 0)), prune(TODAY.plusDays(9), true), "and no other tag");
  }
}
