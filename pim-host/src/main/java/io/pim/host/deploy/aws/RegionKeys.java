package io.pim.host.deploy.aws;

import io.pim.model.target.AwsTarget;
import java.util.Optional;

/** The keys for copies in other regions: only a multi-Region key exists in several. */
final class RegionKeys {
  private RegionKeys() {}

  /** The key of a copy; empty for the region's default key. */
  static Optional<String> in(String region, AwsTarget target) {
    return target
        .kmsKey()
        .filter(RegionKeys::isInAllRegions)
        .map(key -> key.replaceFirst("^(arn:[^:]+:kms:)[^:]+:", "$1" + region + ":"));
  }

  static boolean isInAllRegions(String key) {
    return key.contains(":key/mrk-");
  }

  /** Whether it has the form that the EBS direct APIs need. */
  static boolean isArn(String key) {
    return key.matches("arn:aws[a-z-]*:kms:[^:]+:\\d{12}:key/\\S+");
  }
}
