package io.pim.host.warm;

import io.pim.host.build.OpenBuild;
import io.pim.host.layer.LayerPlace;
import io.pim.model.files.BuildId;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which memory the guest of a build went on from; on disk, for a worker that has just started.
 *
 * @param key of the layer that the memory lies beside
 * @param build by which that was made
 * @param proven whether the guest was seen to go on, and knows what time it is
 */
record WarmUse(StepKey key, BuildId build, boolean proven) {
  static WarmUse of(LayerPlace layer) {
    return new WarmUse(layer.key(), layer.build(), false);
  }

  static Optional<WarmUse> read(OpenBuild build) {
    Path file = build.folder().warmFacts();
    try {
      return Files.exists(file) ? Optional.of(Json.read(file, WarmUse.class)) : Optional.empty();
    } catch (IOException e) {
      // Torn or of another version: nothing that a guest could be known by.
      return Optional.empty();
    }
  }

  void write(OpenBuild its) throws IOException {
    Json.write(its.folder().warmFacts(), this);
  }

  WarmUse asProven() {
    return new WarmUse(key, build, true);
  }

  LayerPlace layer(Path root) {
    return new LayerPlace(root, key, build);
  }
}
