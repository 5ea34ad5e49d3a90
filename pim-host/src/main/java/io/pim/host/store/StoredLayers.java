package io.pim.host.store;

import io.pim.host.layer.LayerInventory;
import io.pim.host.layer.LayerInventory.StoredLayer;
import io.pim.model.files.PimFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The layers of this host with their sizes, and what killed freezes have left. */
record StoredLayers(List<LayerNode> nodes, List<LayerInventory.Leftover> leftovers) {

  static StoredLayers read(PimFolders folders, DiskUsage.Seen usage) throws IOException {
    LayerInventory inventory = LayerInventory.of(folders.layers());
    List<LayerNode> nodes = new ArrayList<>();
    for (StoredLayer layer : inventory.layers()) {
      List<StoreSize> sizes = new ArrayList<>();
      for (Path file : layer.place().files()) {
        sizes.add(usage.of(file));
      }
      nodes.add(
          new LayerNode(
              new StoreItem(
                  StoreKind.LAYER,
                  layer.place().key().abbreviated() + " of " + layer.place().build(),
                  layer.place().files(),
                  StoreSize.sum(sizes),
                  layer.lastUsed()),
              layer.place().disk(),
              layer.place().key(),
              layer.place().build(),
              layer.parent()));
    }
    return new StoredLayers(nodes, inventory.leftovers());
  }

  StoreSize size() {
    return StoreSize.sum(nodes.stream().map(node -> node.item().size()).toList());
  }

  /** A build that goes on may be about to move the disk to them. */
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
