package io.pim.activities.image;

import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The flattened image as it was when it was done; on disk for the steps after it.
 *
 * @param layer the disk it was made from
 */
record FlattenedFacts(long size, Sha256 sha256, String layer) {

  /** Whether a file is that image still; read in whole. */
  boolean areOf(Path image, LongConsumer progress) throws IOException {
    return Files.isRegularFile(image)
        && Files.size(image) == size
        && Sha256.ofFile(image, progress).equals(sha256);
  }

  /** The facts of a build's draft; empty where it was not flattened, or not to the end. */
  static Optional<FlattenedFacts> read(Path file) throws IOException {
    return Files.exists(file)
        ? Optional.of(Json.read(file, FlattenedFacts.class))
        : Optional.empty();
  }
}
