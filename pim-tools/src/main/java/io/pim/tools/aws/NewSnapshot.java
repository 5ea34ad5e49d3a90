package io.pim.tools.aws;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The request for a snapshot.
 *
 * @param token makes a second call return the snapshot of the first one
 * @param kmsKey the ARN of a key; empty for the account's
 */
public record NewSnapshot(
    String token,
    long gibibytes,
    String description,
    boolean encrypted,
    Optional<String> kmsKey,
    Map<String, String> tags) {
  public NewSnapshot {
    // Sorted, so that equal requests have equal texts, even after a restart.
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }
}
