package io.pim.host.deploy.aws;

import io.pim.model.files.DeploymentId;
import io.pim.model.target.AwsTarget;
import io.pim.model.unit.Architecture;

/** The names of AMIs. */
final class AwsNames {
  /** The longest name that leaves room for the time within EC2's limit. */
  static final int LONGEST = 128 - "-yyyymmdd-hhmmss".length();

  private static final int TIME_LETTERS = "yyyymmdd-hhmmss".length();

  private AwsNames() {}

  /** The configured name, which the current AMI has as a tag. */
  static String current(AwsTarget target, DeploymentId id) {
    return current(target, id.profile(), id.architecture());
  }

  static String current(AwsTarget target, String profile, Architecture architecture) {
    // EC2 allows all other characters of configured names.
    return target.common().name().of(profile, architecture).replace('+', '-');
  }

  /** The name of an AMI. It is unique in a region and cannot be changed later. */
  static String ami(AwsTarget target, DeploymentId id) {
    String text = id.text();
    return current(target, id) + "-" + text.substring(text.length() - TIME_LETTERS);
  }
}
