package io.pim.model.config;

import io.pim.model.unit.ByteSize;

/**
 * The size limits of PIM's caches.
 *
 * @param layersLimit when layers exceed this size, the least recently used ones are removed
 */
public record StoreSettings(ByteSize layersLimit) {
  static StoreSettings of(ConfigMap store) {
    return new StoreSettings(store.require("layers_limit", Rules.DISK_SIZE));
  }
}
