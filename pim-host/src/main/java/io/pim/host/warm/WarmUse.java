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
 * Records which warm checkpoint a build's guest was started from. It is on disk, so that a new
 * worker knows.
 *
 * @param key the key of the checkpoint's layer
 * @param build the build that made the layer
 * @param proven whether PIM has logged in to the guest and set its clock since
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
      // A damaged file, or one of another version, names no checkpoint.
      return Optional.empty();
    }
  }

  void write(OpenBuild user) throws IOException {
    Json.write(user.folder().warmFacts(), this);
  }

  WarmUse asProven() {
    return new WarmUse(key, build, true);
  }

  LayerPlace layer(Path root) {
    return new LayerPlace(root, key, build);
  }
}
