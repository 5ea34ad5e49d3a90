package io.pim.host.store;

import java.util.List;

/**
 * What was removed, or would be.
 *
 * @param notes what stays and why, where people would wonder
 * @param layersLeft the layers that stay, all together
 */
public record CleanReport(List<StoreItem> removed, List<String> notes, StoreSize layersLeft) {
  public StoreSize freed() {
    return StoreSize.sum(removed.stream().map(StoreItem::size).toList());
  }
}
