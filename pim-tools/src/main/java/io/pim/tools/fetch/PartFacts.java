package io.pim.tools.fetch;

import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the beginning of a download came from, so that only its rest is asked for.
 *
 * @param validator the ETag or Last-Modified that the server gave, for If-Range; RFC 9110 section
 *     13.1.5 allows strong ETags and dates
 * @param total the size of the whole; -1 when the server did not say
 */
public record PartFacts(String url, Optional<String> validator, long total) {

  /** The facts of a part file of this URL; empty where nothing can be gone on with. */
  static Optional<PartFacts> read(Path sidecar, String url) {
    try {
      return Files.exists(sidecar)
          ? Optional.of(Json.read(sidecar, PartFacts.class)).filter(f -> f.url.equals(url))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
