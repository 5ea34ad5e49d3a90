package io.pim.tools.aws;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a snapshot is to be.
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
    // In one order, so that equal requests have equal texts, also after a restart.
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }
}
