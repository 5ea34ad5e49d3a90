package io.pim.host.iso;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.pim.model.json.Json;
import io.pim.model.unit.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What a file looked like when its digest was taken; as long as it looks the same, it counts as
 * verified.
 */
record VerifiedFacts(long bytes, long modifiedNanos, @JsonAlias("sha256") Digest digest) {

  static VerifiedFacts of(Path file, Digest digest) throws IOException {
    return new VerifiedFacts(
        Files.size(file), Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS), digest);
  }

  /** Whether the file was found to have this digest and is unchanged since. */
  static boolean confirm(Path sidecar, Path file, Digest wanted) {
    try {
      return Files.exists(sidecar)
          && of(file, wanted).equals(Json.read(sidecar, VerifiedFacts.class));
    } catch (IOException e) {
      // Without facts that can be read the digest is taken again.
      return false;
    }
  }
}
