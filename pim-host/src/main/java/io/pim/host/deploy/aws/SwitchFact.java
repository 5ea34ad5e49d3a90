package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The deployment that was the current one before the switch; written before the switch. */
record SwitchFact(Optional<DeploymentId> previous) {
  void write(DeployContext context) throws IOException {
    Json.write(file(context), this);
  }

  static Optional<SwitchFact> read(DeployContext context) throws IOException {
    Path file = file(context);
    return Files.exists(file) ? Optional.of(Json.read(file, SwitchFact.class)) : Optional.empty();
  }

  private static Path file(DeployContext context) {
    return context.folder().facts("switch");
  }
}
