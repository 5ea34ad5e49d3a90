package io.pim.host.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.files.BuildId;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.Sha256;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayerChoiceTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final StoreNeeds NOTHING =
      new StoreNeeds(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

  private static LayerNode layer(String name, int build, int age, Optional<LayerNode> parent) {
    StoreSize size = new StoreSize(10 + age % 7, 20);
    StepKey key = new StepKey(Sha256.ofText(name));
    Path disk = Path.of("/layers", name, build + ".qcow2");
    return new LayerNode(
        new StoreItem(StoreKind.LAYER, name, List.of(disk), size, NOW.minusSeconds(age)),
        disk,
        key,
        id(build),
        parent.map(LayerNode::disk));
  }

  private static BuildId id(int build) {
    return BuildId.of("web-x86_64-20261122-%06d".formatted(build));
  }

  private static long size(List<LayerNode> layers) {
    return layers.stream().mapToLong(layer -> layer.item().size().allocated()).sum();
  }

  @Test
  void whatWasUsedLongestAgoGoesFirstAndNothingFromUnderAnother() {
    LayerNode base = layer("base", 1, 900, Optional.empty());
    LayerNode used = layer("used", 1, 100, Optional.of(base));
    LayerNode old = layer("old", 2, 500, Optional.of(base));

    assertEquals(
        List.of(old, used, base), new LayerChoice(NOW, 0).of(List.of(base, used, old), NOTHING));
  }

  @Test
  void noMoreGoesThanTheLimitAsks() {
    LayerNode first = layer("first", 1, 300, Optional.empty());
    LayerNode second = layer("second", 2, 200, Optional.empty());
    LayerNode third = layer("third", 3, 100, Optional.empty());
    List<LayerNode> all = List.of(first, second, third);

    assertEquals(List.of(), new LayerChoice(NOW, size(all)).of(all, NOTHING));
    assertEquals(List.of(first), new LayerChoice(NOW, size(all) - 1).of(all, NOTHING));
  }

  @Test
  void layersThatStandOnEachOtherDoNotEndInAnEndlessLoop() {
    LayerNode a = layer("a", 1, 300, Optional.of(layer("b", 1, 0, Optional.empty())));
    LayerNode b = layer("b", 1, 300, Optional.of(a));

    assertEquals(List.of(), new LayerChoice(NOW, 0).of(List.of(a, b), NOTHING));
  }

  /** Stores, needs and limits at random; the seed is in every message. */
  @Test
  void nothingNeededGoesAndNothingDanglesWhateverIsThere() {
    long seed = System.nanoTime();
    for (int round = 0; round < 2_000; round++) {
      Random random = new Random(seed + round);
      List<LayerNode> layers = store(random);
      StoreNeeds needs = needs(random, layers);
      Instant since = NOW.minusSeconds(random.nextInt(1_000));
      long keep = random.nextInt(3) == 0 ? 0 : random.nextInt(600);

      List<LayerNode> chosen = new LayerChoice(since, keep).of(layers, needs);

      check(layers, chosen, needs, since, keep, "seed " + (seed + round));
    }
  }

  private static List<LayerNode> store(Random random) {
    List<LayerNode> layers = new ArrayList<>();
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      Optional<LayerNode> parent =
          layers.isEmpty() || random.nextInt(4) == 0
              ? Optional.empty()
              : Optional.of(layers.get(random.nextInt(layers.size())));
      layers.add(layer("k" + random.nextInt(20), i, random.nextInt(1_000), parent));
    }
    return layers;
  }

  private static StoreNeeds needs(Random random, List<LayerNode> layers) {
    Set<BuildId> builds = new HashSet<>();
    Set<StepKey> keys = new HashSet<>();
    Set<Path> disks = new HashSet<>();
    for (LayerNode layer : layers) {
      switch (random.nextInt(15)) {
        case 0 -> builds.add(layer.build());
        case 1 -> keys.add(layer.key());
        case 2 -> disks.add(layer.disk());
        default -> {}
      }
    }
    return new StoreNeeds(builds, keys, disks, Set.of(), Set.of());
  }

  private static void check(
      List<LayerNode> layers,
      List<LayerNode> chosen,
      StoreNeeds needs,
      Instant since,
      long keep,
      String seed) {
    List<LayerNode> left = new ArrayList<>(layers);
    for (LayerNode gone : chosen) {
      assertFalse(needs.needs(gone), seed);
      assertTrue(gone.item().lastUsed().isBefore(since), seed);
      assertTrue(size(left) > keep, seed + ": more goes than has to");
      assertTrue(left.remove(gone), seed + ": goes twice");
      // Whenever it is killed, all that is left has what it stands on.
      Set<Path> there = new HashSet<>();
      left.forEach(layer -> there.add(layer.disk()));
      assertTrue(
          left.stream().allMatch(layer -> layer.parent().map(there::contains).orElse(true)), seed);
    }
    assertEquals(size(layers) - size(chosen), size(left), seed);
    if (size(left) > keep) {
      Set<Path> under = new HashSet<>();
      left.forEach(layer -> layer.parent().ifPresent(under::add));
      assertTrue(
          left.stream()
              .filter(layer -> !under.contains(layer.disk()))
              .allMatch(layer -> needs.needs(layer) || !layer.item().lastUsed().isBefore(since)),
          seed + ": something could still go");
    }
  }
}
