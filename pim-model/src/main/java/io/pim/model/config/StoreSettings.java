package io.pim.model.config;

import io.pim.model.unit.ByteSize;

/**
 * The size limits of PIM's caches.
 *
 * @param layersLimit when layers exceed this size, the least recently used ones are removed
 * @param warm the limits for the memories of guests beside layers
 */
public record StoreSettings(ByteSize layersLimit, WarmSettings warm) {
  static StoreSettings of(ConfigMap store) {
    return new StoreSettings(
        store.require("layers_limit", Rules.DISK_SIZE), WarmSettings.of(store.section("warm")));
  }
}
