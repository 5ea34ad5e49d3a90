package io.pim.tools.aws;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The request for a copy in another region.
 *
 * @param token makes a second call return the copy of the first one
 */
public record AmiCopy(
    String token,
    String fromRegion,
    String fromId,
    String name,
    String description,
    boolean encrypted,
    Optional<String> kmsKey,
    Map<String, String> tags) {
  public AmiCopy {
    // Sorted, so that equal requests have equal texts, even after a restart.
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }
}
