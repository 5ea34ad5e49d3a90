package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.model.json.Json;
import io.pim.tools.aws.BucketObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a deployment has an object in S3; written before anything is there.
 *
 * @param upload the id of the upload; empty before it is known
 */
record StartedObject(BucketObject place, Optional<String> upload) {
  static Optional<StartedObject> read(DeployContext context) throws IOException {
    Path file = file(context);
    return Files.exists(file)
        ? Optional.of(Json.read(file, StartedObject.class))
        : Optional.empty();
  }

  void write(DeployContext context) throws IOException {
    Json.write(file(context), this);
  }

  static void forget(DeployContext context) throws IOException {
    Files.deleteIfExists(file(context));
  }

  private static Path file(DeployContext context) {
    return context.folder().facts("object");
  }
}
