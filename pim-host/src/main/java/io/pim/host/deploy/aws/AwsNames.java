package io.pim.host.deploy.aws;

import io.pim.model.files.DeploymentId;
import io.pim.model.target.AwsTarget;
import io.pim.model.unit.Architecture;

/** The names of AMIs. */
final class AwsNames {
  /** What EC2 takes; the time comes after it. */
  static final int LONGEST = 128 - "-yyyymmdd-hhmmss".length();

  private static final int TIME_LETTERS = "yyyymmdd-hhmmss".length();

  private AwsNames() {}

  /** The configured name, which the current AMI has as a tag. */
  static String current(AwsTarget target, DeploymentId id) {
    return current(target, id.profile(), id.architecture());
  }

  static String current(AwsTarget target, String profile, Architecture architecture) {
    // The other characters of configured names are letters of AMI names, too.
    return target.common().name().of(profile, architecture).replace('+', '-');
  }

  /** The name of an AMI: nobody can change it later, and it is there once in a region. */
  static String ami(AwsTarget target, DeploymentId id) {
    String text = id.text();
    return current(target, id) + "-" + text.substring(text.length() - TIME_LETTERS);
  }
}
