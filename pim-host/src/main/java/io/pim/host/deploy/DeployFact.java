package io.pim.host.deploy;

import io.pim.model.files.DeploymentFolder;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A record that a driver needs after a restart. It has its own file in the deployment's folder, and
 * is written before the act on the target that makes it necessary.
 */
public record DeployFact<T>(Path file, Class<T> type) {
  /**
   * The fact of a deployment; nothing is read yet.
   *
   * @param name of the fact, such as {@code upload}
   */
  public static <T> DeployFact<T> in(DeploymentFolder folder, String name, Class<T> type) {
    return new DeployFact<>(folder.facts(name), type);
  }

  public boolean isKnown() {
    return Files.exists(file);
  }

  public Optional<T> read() throws IOException {
    return isKnown() ? Optional.of(Json.read(file, type)) : Optional.empty();
  }

  /** Writes the record, which is on disk when the method returns. */
  public void write(T value) throws IOException {
    Json.write(file, value);
  }

  public void forget() throws IOException {
    Files.deleteIfExists(file);
  }
}
