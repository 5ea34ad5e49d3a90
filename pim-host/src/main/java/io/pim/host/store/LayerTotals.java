package io.pim.host.store;

import io.pim.model.files.PimFolders;
import java.io.IOException;
import java.util.List;

/** The number of layers on this host, and their total size. */
public record LayerTotals(int count, StoreSize size) {
  /** Measures the layers; this may take seconds if there are thousands. */
  public static LayerTotals read(PimFolders folders, DiskUsage usage)
      throws IOException, InterruptedException {
    StoredLayers layers = StoredLayers.read(folders, usage.under(List.of(folders.layers())));
    return new LayerTotals(layers.nodes().size(), layers.size());
  }
}
