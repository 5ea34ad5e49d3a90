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
 * The facts about the flattened image when it was complete; on disk for later steps.
 *
 * @param layer the identity of the disk it was made from
 * @param wanted the compression in the plan
 * @param written the image's compression; it differs if qemu-img could not write the wanted one
 */
record FlattenedFacts(
    long size, Sha256 sha256, Sha256 layer, Compression wanted, Compression written) {

  /** Whether a file is still this image. Reads the whole file. */
  boolean areOf(Path image, LongConsumer progress) throws IOException {
    return Files.isRegularFile(image)
        && Files.size(image) == size
        && Sha256.ofFile(image, progress).equals(sha256);
  }

  /** The facts of a build's draft; empty if flattening has not completed. */
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
