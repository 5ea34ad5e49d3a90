package io.pim.tools.aws;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The request for an instance.
 *
 * @param token makes a second call return the instance of the first one
 * @param subnet empty for one of the default VPC
 * @param securityGroups empty for the VPC's own
 */
public record NewInstance(
    String token,
    String ami,
    String type,
    Optional<String> subnet,
    List<String> securityGroups,
    Map<String, String> tags) {
  public NewInstance {
    securityGroups = List.copyOf(securityGroups);
    // Sorted, so that equal requests have equal texts, even after a restart.
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }
}
