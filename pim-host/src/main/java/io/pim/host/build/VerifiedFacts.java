package io.pim.host.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Records that a disk passed a build's verification; on disk for later steps.
 *
 * @param layer the identity of the disk that was booted
 * @param checks the inputs of the verify step
 */
public record VerifiedFacts(Sha256 layer, SortedMap<String, String> checks) {
  public VerifiedFacts {
    checks = new TreeMap<>(checks);
  }

  /**
   * The facts of a build; empty if nothing has passed yet, or another version of PIM wrote them.
   */
  public static Optional<VerifiedFacts> read(Path file) throws IOException {
    try {
      return Files.exists(file)
          ? Optional.of(Json.read(file, VerifiedFacts.class))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  public void write(Path file) throws IOException {
    Json.write(file, this);
  }
}
