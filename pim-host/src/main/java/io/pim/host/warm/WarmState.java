package io.pim.host.warm;

import io.pim.host.layer.LayerPlace;
import java.nio.file.Path;

/** The memory of a guest that ran on a layer's disk, and went on. */
public record WarmState(LayerPlace layer, WarmFacts facts) {
  Path file() {
    return layer.memory();
  }
}
