package io.pim.host.iso;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.pim.model.json.Json;
import io.pim.model.unit.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The size and time of a file when its digest was computed. While they stay the same, the file
 * counts as verified.
 */
record VerifiedFacts(long bytes, long modifiedNanos, @JsonAlias("sha256") Digest digest) {

  static VerifiedFacts of(Path file, Digest digest) throws IOException {
    return new VerifiedFacts(
        Files.size(file), Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS), digest);
  }

  /** Whether the file was verified, by whatever digest, and is unchanged since. */
  static boolean areOf(Path sidecar, Path file) {
    try {
      return Files.exists(sidecar)
          && confirm(sidecar, file, Json.read(sidecar, VerifiedFacts.class).digest());
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the file had this digest and is unchanged since. */
  static boolean confirm(Path sidecar, Path file, Digest wanted) {
    try {
      return Files.exists(sidecar)
          && of(file, wanted).equals(Json.read(sidecar, VerifiedFacts.class));
    } catch (IOException e) {
      // Without readable facts, the digest is computed again.
      return false;
    }
  }
}
