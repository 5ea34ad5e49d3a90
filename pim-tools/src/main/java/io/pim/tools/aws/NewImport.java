package io.pim.tools.aws;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The request for an import.
 *
 * @param token makes a second call return the task of the first one
 * @param from a VMDK
 * @param role with which EC2 reads it
 * @param kmsKey the ARN of a key; empty for the account's
 * @param tags of the task: the snapshot gets none
 */
public record NewImport(
    String token,
    BucketObject from,
    String role,
    String description,
    boolean encrypted,
    Optional<String> kmsKey,
    Map<String, String> tags) {
  public NewImport {
    // Sorted, so that equal requests have equal texts, even after a restart.
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }
}
