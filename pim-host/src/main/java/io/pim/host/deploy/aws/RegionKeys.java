package io.pim.host.deploy.aws;

import io.pim.model.target.AwsTarget;
import java.util.Optional;

/** A key of one region in the others: only a multi-Region key is there as well. */
final class RegionKeys {
  private RegionKeys() {}

  /** The key that a copy is encrypted with; empty for the region's own. */
  static Optional<String> in(String region, AwsTarget target) {
    return target
        .kmsKey()
        .filter(RegionKeys::isInAllRegions)
        .map(key -> key.replaceFirst("^(arn:[^:]+:kms:)[^:]+:", "$1" + region + ":"));
  }

  static boolean isInAllRegions(String key) {
    return key.contains(":key/mrk-");
  }

  /** What the EBS direct APIs take. */
  static boolean isArn(String key) {
    return key.matches("arn:aws[a-z-]*:kms:[^:]+:\\d{12}:key/\\S+");
  }
}
