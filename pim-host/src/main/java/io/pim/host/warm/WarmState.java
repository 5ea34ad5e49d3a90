package io.pim.host.warm;

import io.pim.host.layer.LayerPlace;
import java.nio.file.Path;

/** A warm checkpoint, with the layer whose disk the guest ran on. */
public record WarmState(LayerPlace layer, WarmFacts facts) {
  Path file() {
    return layer.memory();
  }
}
