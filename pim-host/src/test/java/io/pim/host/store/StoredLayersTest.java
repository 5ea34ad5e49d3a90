package io.pim.host.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.layer.LayerPlace;
import io.pim.host.store.StoredLayers.Node;
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

class StoredLayersTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final StoreNeeds NOTHING =
      new StoreNeeds(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

  private static Node layer(String name, int build, int age, Optional<Node> parent) {
    StoreSize size = new StoreSize(10 + age % 7, 20);
    StepKey key = new StepKey(Sha256.ofText(name));
    LayerPlace place = new LayerPlace(Path.of("/layers"), key, id(build));
    return new Node(
        new StoreItem(StoreKind.LAYER, name, List.of(place.disk()), size, NOW.minusSeconds(age)),
        place,
        parent.map(Node::disk));
  }

  private static BuildId id(int build) {
    return BuildId.of("web-x86_64-20261122-%06d".formatted(build));
  }

  private static long size(List<Node> layers) {
    return layers.stream().mapToLong(layer -> layer.item().size().allocated()).sum();
  }

  @Test
  void removesTheLeastRecentlyUsedButNoBackingLayer() {
    Node base = layer("base", 1, 900, Optional.empty());
    Node used = layer("used", 1, 100, Optional.of(base));
    Node old = layer("old", 2, 500, Optional.of(base));

    assertEquals(
        List.of(old, used, base),
        new StoredLayers(List.of(base, used, old), List.of()).toRemove(NOTHING, NOW, 0));
  }

  @Test
  void removesNoMoreThanTheLimitRequires() {
    Node first = layer("first", 1, 300, Optional.empty());
    Node second = layer("second", 2, 200, Optional.empty());
    Node third = layer("third", 3, 100, Optional.empty());
    List<Node> all = List.of(first, second, third);

    assertEquals(List.of(), new StoredLayers(all, List.of()).toRemove(NOTHING, NOW, size(all)));
    assertEquals(
        List.of(first), new StoredLayers(all, List.of()).toRemove(NOTHING, NOW, size(all) - 1));
  }

  @Test
  void layersInACycleCauseNoEndlessLoop() {
    Node a = layer("a", 1, 300, Optional.of(layer("b", 1, 0, Optional.empty())));
    Node b = layer("b", 1, 300, Optional.of(a));

    assertEquals(List.of(), new StoredLayers(List.of(a, b), List.of()).toRemove(NOTHING, NOW, 0));
  }

  /** Random stores, needs and limits; the seed is in every message. */
  @Test
  void removesNothingNeededAndLeavesNoDanglingLayer() {
    long seed = System.nanoTime();
    for (int round = 0; round < 2_000; round++) {
      Random random = new Random(seed + round);
      List<Node> layers = store(random);
      StoreNeeds needs = needs(random, layers);
      Instant since = NOW.minusSeconds(random.nextInt(1_000));
      long keep = random.nextInt(3) == 0 ? 0 : random.nextInt(600);

      List<Node> chosen = new StoredLayers(layers, List.of()).toRemove(needs, since, keep);

      check(layers, chosen, needs, since, keep, "seed " + (seed + round));
    }
  }

  private static List<Node> store(Random random) {
    List<Node> layers = new ArrayList<>();
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      Optional<Node> parent =
          layers.isEmpty() || random.nextInt(4) == 0
              ? Optional.empty()
              : Optional.of(layers.get(random.nextInt(layers.size())));
      layers.add(layer("k" + random.nextInt(20), i, random.nextInt(1_000), parent));
    }
    return layers;
  }

  private static StoreNeeds needs(Random random, List<Node> layers) {
    Set<BuildId> builds = new HashSet<>();
    Set<StepKey> keys = new HashSet<>();
    Set<Path> disks = new HashSet<>();
    for (Node layer : layers) {
      switch (random.nextInt(15)) {
        case 0 -> builds.add(layer.place().build());
        case 1 -> keys.add(layer.place().key());
        case 2 -> disks.add(layer.disk());
        default -> {}
      }
    }
    return new StoreNeeds(builds, keys, disks, Set.of(), Set.of());
  }

  private static void check(
      List<Node> layers,
      List<Node> chosen,
      StoreNeeds needs,
      Instant since,
      long keep,
      String seed) {
    List<Node> left = new ArrayList<>(layers);
    for (Node gone : chosen) {
      assertFalse(needs.needs(gone.place()), seed);
      assertTrue(gone.item().lastUsed().isBefore(since), seed);
      assertTrue(size(left) > keep, seed + ": more goes than has to");
      assertTrue(left.remove(gone), seed + ": goes twice");
      // Whenever cleaning is killed, every remaining layer still has its backing files.
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
              .allMatch(
                  layer -> needs.needs(layer.place()) || !layer.item().lastUsed().isBefore(since)),
          seed + ": something could still go");
    }
  }
}
