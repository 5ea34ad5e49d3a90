package io.pim.host.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Chooses the layers that go: of those that nothing needs, the one used longest ago first, and none
 * while another one stands on it.
 *
 * @param unusedSince only what was last used before goes
 * @param keep so many allocated bytes of layers may stay, those that are needed among them
 */
public record LayerChoice(Instant unusedSince, long keep) {

  /** The layers to remove, in this order; after each of them the rest is whole. */
  public List<LayerNode> of(Collection<LayerNode> layers, StoreNeeds needs) {
    Map<Path, LayerNode> byDisk = new HashMap<>();
    layers.forEach(layer -> byDisk.put(layer.disk(), layer));
    Map<Path, Integer> standing = new HashMap<>();
    layers.forEach(layer -> layer.parent().ifPresent(p -> standing.merge(p, 1, Integer::sum)));
    PriorityQueue<LayerNode> free =
        new PriorityQueue<>(
            Comparator.comparing((LayerNode layer) -> layer.item().lastUsed())
                .thenComparing(layer -> layer.disk().toString()));
    layers.stream()
        .filter(layer -> !standing.containsKey(layer.disk()) && mayGo(layer, needs))
        .forEach(free::add);
    long total = layers.stream().mapToLong(layer -> layer.item().size().allocated()).sum();
    List<LayerNode> chosen = new ArrayList<>();
    while (total > keep && !free.isEmpty()) {
      LayerNode layer = free.remove();
      chosen.add(layer);
      total -= layer.item().size().allocated();
      layer
          .parent()
          .filter(parent -> standing.merge(parent, -1, Integer::sum) == 0)
          .map(byDisk::get)
          .filter(parent -> mayGo(parent, needs))
          .ifPresent(free::add);
    }
    return chosen;
  }

  private boolean mayGo(LayerNode layer, StoreNeeds needs) {
    return layer.item().lastUsed().isBefore(unusedSince) && !needs.needs(layer);
  }
}
