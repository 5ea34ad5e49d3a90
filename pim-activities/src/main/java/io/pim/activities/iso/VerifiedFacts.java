package io.pim.activities.iso;

import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What a file looked like when its digest was taken; as long as it looks the same, it counts as
 * verified.
 */
record VerifiedFacts(long bytes, long modifiedNanos, Sha256 sha256) {

  static VerifiedFacts of(Path file, Sha256 sha256) throws IOException {
    return new VerifiedFacts(
        Files.size(file), Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS), sha256);
  }

  /** Whether the file was found to have this digest and is unchanged since. */
  static boolean confirm(Path sidecar, Path file, Sha256 wanted) {
    try {
      return Files.exists(sidecar)
          && of(file, wanted).equals(Json.read(sidecar, VerifiedFacts.class));
    } catch (IOException e) {
      // Without facts that can be read the digest is taken again.
      return false;
    }
  }
}
