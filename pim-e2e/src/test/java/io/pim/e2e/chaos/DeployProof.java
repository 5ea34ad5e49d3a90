package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.e2e.disk.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The exact contents that a target must have after a deployment.
 *
 * @param kept the image of each deployment that stays, by the deployment's id. The newest is last,
 *     and is the current one
 */
record DeployProof(SortedMap<String, ChaosImage> kept) {
  static final String PROFILE = "web";
  static final String LINE = PROFILE + "-x86_64";

  /** The deployment that users of the target get. */
  String current() {
    return kept.lastKey();
  }

  /** Fails unless exactly these deployments exist, each once. */
  void requireKept(Collection<String> deployments) {
    assertEquals(
        List.copyOf(kept.keySet()), deployments.stream().sorted().toList(), "deployments there");
  }

  /** Fails unless exactly these names exist. */
  static void requireNames(Collection<String> wanted, Collection<String> names, Object where) {
    assertEquals(new TreeSet<>(wanted), new TreeSet<>(names), () -> "names in " + where);
  }

  void requireImage(String deployment, Path file) throws IOException {
    assertEquals(image(deployment).sha256(), Digest.of(file), file::toString);
  }

  /** The image of a remaining deployment. */
  ChaosImage image(String deployment) {
    assertTrue(kept.containsKey(deployment), () -> deployment + " is none of " + kept.keySet());
    return kept.get(deployment);
  }

  /**
   * The bytes that the target got twice since the last deployment. Fails if it got less than it
   * needed: then nothing was uploaded, or nothing was counted.
   */
  static long sentTwice(long received, long needed) {
    assertTrue(
        needed > 0 && received >= needed,
        () -> "the target got " + received + " bytes, and needs " + needed);
    return received - needed;
  }

  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
