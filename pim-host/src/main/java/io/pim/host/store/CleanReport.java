package io.pim.host.store;

import java.util.List;

/**
 * What was removed, or would be.
 *
 * @param notes explain why certain things stay
 * @param layersLeft the total of the layers that stay
 */
public record CleanReport(List<StoreItem> removed, List<String> notes, StoreSize layersLeft) {
  public StoreSize freed() {
    return StoreSize.sum(removed.stream().map(StoreItem::size).toList());
  }
}
