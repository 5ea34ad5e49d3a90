package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.model.json.Json;
import io.pim.tools.aws.WrittenSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The snapshot that a deployment writes to.
 *
 * @param token of the request that it was started with
 * @param written once all of it is there
 */
record StartedSnapshot(String token, String id, Optional<WrittenSnapshot> written) {
  static Optional<StartedSnapshot> read(DeployContext context) throws IOException {
    Path file = file(context);
    return Files.exists(file)
        ? Optional.of(Json.read(file, StartedSnapshot.class))
        : Optional.empty();
  }

  void write(DeployContext context) throws IOException {
    Json.write(file(context), this);
  }

  static void forget(DeployContext context) throws IOException {
    Files.deleteIfExists(file(context));
  }

  private static Path file(DeployContext context) {
    return context.folder().facts("snapshot");
  }
}
