package io.pim.tools.fetch;

import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The source of a partial download, so that only the rest is requested.
 *
 * @param validator the server's ETag or Last-Modified, for If-Range; RFC 9110 section 13.1.5 allows
 *     strong ETags and dates
 * @param total the size of the whole file; -1 when the server did not send it
 */
public record PartFacts(String url, Optional<String> validator, long total) {

  /** The facts of a part file for this URL; empty when the download cannot be resumed. */
  static Optional<PartFacts> read(Path sidecar, String url) {
    try {
      return Files.exists(sidecar)
          ? Optional.of(Json.read(sidecar, PartFacts.class)).filter(f -> f.url.equals(url))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether the rest can be requested, and the answer compared with what is here. */
  boolean canGoOn() {
    return total >= 0 || validator.isPresent();
  }

  /**
   * The validator that the server must compare. None if the size tells whether it is the same file:
   * a redirector may lead to another mirror each time, whose validator differs. The digest is the
   * guard then.
   */
  Optional<String> required() {
    return total >= 0 ? Optional.empty() : validator;
  }
}
