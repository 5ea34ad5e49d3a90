package io.pim.model.config;

import io.pim.model.unit.ByteSize;

/**
 * How much room PIM's caches may take.
 *
 * @param layersLimit above this the layers used longest ago go
 */
public record StoreSettings(ByteSize layersLimit) {
  static StoreSettings of(ConfigMap store) {
    return new StoreSettings(store.require("layers_limit", Rules.DISK_SIZE));
  }
}
