package io.pim.host.deploy.oci;

import io.pim.host.deploy.DeployContext;
import io.pim.model.json.Json;
import io.pim.tools.oci.UploadMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Keeps the place of an upload in the deployment's folder. */
record UploadFacts(Path file) implements UploadMemory {
  private static final String FACTS = "blob";

  static UploadFacts of(DeployContext context) {
    return new UploadFacts(context.folder().facts(FACTS));
  }

  @Override
  public Optional<Begun> load() throws IOException {
    return Files.exists(file) ? Optional.of(Json.read(file, Begun.class)) : Optional.empty();
  }

  @Override
  public void save(Begun begun) throws IOException {
    Json.write(file, begun);
  }

  @Override
  public void clear() throws IOException {
    Files.deleteIfExists(file);
  }
}
