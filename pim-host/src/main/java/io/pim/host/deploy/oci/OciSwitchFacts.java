package io.pim.host.deploy.oci;

import io.pim.host.deploy.DeployContext;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The deployment that users got before the switch; written before it. */
record OciSwitchFacts(Optional<DeploymentId> previous) {
  static Optional<OciSwitchFacts> read(DeployContext context) throws IOException {
    Path file = file(context);
    return Files.exists(file)
        ? Optional.of(Json.read(file, OciSwitchFacts.class))
        : Optional.empty();
  }

  void write(DeployContext context) throws IOException {
    Json.write(file(context), this);
  }

  private static Path file(DeployContext context) {
    return context.folder().facts("switch");
  }
}
