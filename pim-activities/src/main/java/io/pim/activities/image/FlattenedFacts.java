package io.pim.activities.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The flattened image as it was when it was done; on disk for the steps after it.
 *
 * @param layer the identity of the disk it was made from
 * @param wanted the compression that the plan asked for
 * @param written the compression it has: another one where qemu-img could not write that
 */
record FlattenedFacts(
    long size, Sha256 sha256, Sha256 layer, Compression wanted, Compression written) {

  /** Whether a file is that image still; read in whole. */
  boolean areOf(Path image, LongConsumer progress) throws IOException {
    return Files.isRegularFile(image)
        && Files.size(image) == size
        && Sha256.ofFile(image, progress).equals(sha256);
  }

  /** The facts of a build's draft; empty where it was not flattened, or not to the end. */
  static Optional<FlattenedFacts> read(Path file) throws IOException {
    try {
      return Files.exists(file)
          ? Optional.of(Json.read(file, FlattenedFacts.class))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      // Another PIM wrote them.
      return Optional.empty();
    }
  }
}
