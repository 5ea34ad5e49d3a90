package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.e2e.PimUser;
import io.pim.e2e.disk.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What must be on any target after a deployment.
 *
 * @param image the digest of the image's file
 * @param disk the digest of the disk that a guest sees
 * @param keep how many deployments stay
 */
record DeployProof(String image, String disk, int keep) {
  static final String PROFILE = "web";
  static final String LINE = PROFILE + "-x86_64";

  static DeployProof of(JsonNode image, Path disk, int keep) throws IOException {
    return new DeployProof(image.get("sha256").asText(), Digest.of(disk), keep);
  }

  /** Fails unless there are deployments, no more than are to stay, and none twice. */
  void requireKept(Collection<String> deployments) {
    assertTrue(!deployments.isEmpty(), "nothing is there");
    assertTrue(deployments.size() <= keep, () -> "more than are to be kept: " + deployments);
    assertEquals(
        deployments.size(), deployments.stream().distinct().count(), () -> "" + deployments);
  }

  void requireImage(Path file) throws IOException {
    assertEquals(image, Digest.of(file), file::toString);
  }

  /** Fails if the host keeps more of a deployment than its log. */
  static void requireOnlyLog(String id, PimUser pim) throws IOException {
    Path deployments = pim.home().resolve(".local/state/pim/deployments");
    assertEquals(
        List.of("deploy.log", "request.json", "turn.lock"), names(deployments.resolve(id)));
  }

  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
