package io.pim.host.store;

import io.pim.host.layer.LayerInventory;
import io.pim.host.layer.LayerInventory.StoredLayer;
import io.pim.host.layer.LayerPlace;
import io.pim.model.files.PimFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** The layers of this host with their sizes, and leftovers of killed freezes. */
record StoredLayers(List<Node> nodes, List<LayerInventory.Leftover> leftovers) {

  /**
   * A layer in the tree of layers.
   *
   * @param parent the disk it stands on
   */
  record Node(StoreItem item, LayerPlace place, Optional<Path> parent) {
    Path disk() {
      return place.disk();
    }
  }

  static StoredLayers read(PimFolders folders, DiskUsage.Seen usage) throws IOException {
    LayerInventory inventory = LayerInventory.of(folders.layers());
    List<Node> nodes = new ArrayList<>();
    for (StoredLayer layer : inventory.layers()) {
      List<StoreSize> sizes = new ArrayList<>();
      for (Path file : layer.place().files()) {
        sizes.add(usage.of(file));
      }
      nodes.add(
          new Node(
              new StoreItem(
                  StoreKind.LAYER,
                  layer.place().key().abbreviated() + " of " + layer.place().build(),
                  layer.place().files(),
                  StoreSize.sum(sizes),
                  layer.lastUsed()),
              layer.place(),
              layer.parent()));
    }
    return new StoredLayers(nodes, inventory.leftovers());
  }

  StoreSize size() {
    return StoreSize.sum(nodes.stream().map(node -> node.item().size()).toList());
  }

  /**
   * The layers to remove, in this order; after each removal the rest is consistent. Of the unneeded
   * layers the least recently used one is first, and no layer is removed before the layers that use
   * it as their backing file.
   *
   * @param unusedSince only layers last used before this time
   * @param keep the allocated bytes of layers that may stay, including needed ones
   */
  List<Node> toRemove(StoreNeeds needs, Instant unusedSince, long keep) {
    Map<Path, Node> byDisk = new HashMap<>();
    nodes.forEach(layer -> byDisk.put(layer.disk(), layer));
    Map<Path, Integer> standing = new HashMap<>();
    nodes.forEach(layer -> layer.parent().ifPresent(p -> standing.merge(p, 1, Integer::sum)));
    PriorityQueue<Node> free =
        new PriorityQueue<>(
            Comparator.comparing((Node layer) -> layer.item().lastUsed())
                .thenComparing(layer -> layer.disk().toString()));
    nodes.stream()
        .filter(layer -> !standing.containsKey(layer.disk()) && mayGo(layer, needs, unusedSince))
        .forEach(free::add);
    long total = size().allocated();
    List<Node> chosen = new ArrayList<>();
    while (total > keep && !free.isEmpty()) {
      Node layer = free.remove();
      chosen.add(layer);
      total -= layer.item().size().allocated();
      layer
          .parent()
          .filter(parent -> standing.merge(parent, -1, Integer::sum) == 0)
          .map(byDisk::get)
          .filter(parent -> mayGo(parent, needs, unusedSince))
          .ifPresent(free::add);
    }
    return chosen;
  }

  private static boolean mayGo(Node layer, StoreNeeds needs, Instant unusedSince) {
    return layer.item().lastUsed().isBefore(unusedSince) && !needs.needs(layer.place());
  }

  /**
   * The leftovers that nothing needs. A build that continues may be about to move its disk to them.
   */
  List<StoreItem> unneededLeftovers(StoreNeeds needs, DiskUsage.Seen usage) throws IOException {
    List<StoreItem> items = new ArrayList<>();
    for (LayerInventory.Leftover leftover : leftovers) {
      if (!needs.unfinished().contains(leftover.build())) {
        items.add(
            new StoreItem(
                StoreKind.LEFTOVER,
                leftover.file().getFileName().toString(),
                List.of(leftover.file()),
                usage.of(leftover.file()),
                leftover.modified()));
      }
    }
    return items;
  }
}
